/** The one word between the page and its service worker. Apart from all else, since both carry it. */

/** What the page says to a waiting service worker. */
export const ACTIVATE_MESSAGE = 'activate';
