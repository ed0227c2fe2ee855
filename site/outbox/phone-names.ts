/** Under which names the site keeps things on a phone, and what page and service worker call them between each other. */

export const DATABASE_NAME = 'edgeshot';

/** The cache that the service worker fills, and the page clears at sign-out. */
export const IMAGE_CACHE = 'images';

/** The cache in which an outdated page leaves what it can no longer keep. */
export const HAND_OVER_CACHE = 'handed-over';

/** What the page says to a waiting service worker. */
export const ACTIVATE_MESSAGE = 'activate';

/** The service worker's notes: the configuration, and which languages pages have spoken on this phone, each under this path. */
export const CONFIG_CACHE = 'config';
export const SPOKEN_PATH = '/spoken-here/';

/** What the page says to every service worker once it has written down what it speaks. */
export const KEEP_TEXTS_MESSAGE = 'keep-texts';
