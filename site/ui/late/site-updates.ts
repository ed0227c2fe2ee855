/** The words between the page and its service worker. Apart from all else, since both carry them. */

/** What the page says to a waiting service worker. */
export const ACTIVATE_MESSAGE = 'activate';

/** Name of the cache that the service worker fills, and the page clears at sign-out. */
export const IMAGE_CACHE = 'images';
