/** Under which names the site keeps things on a phone, and what page and service worker call them between each other. */

export const DATABASE_NAME = 'edgeshot';

/** The cache that the service worker fills, and the page clears at sign-out. */
export const IMAGE_CACHE = 'images';

/** The cache in which an outdated page leaves what it can no longer keep. */
export const HAND_OVER_CACHE = 'handed-over';

/** What the page says to a waiting service worker. */
export const ACTIVATE_MESSAGE = 'activate';
