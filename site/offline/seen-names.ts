/** What the page keeps of what somebody saw, by the names that the service worker finds it under. */

/** Begins the name of the cache of one user, before their subject: there is none but of who is signed in. */
export const SEEN_PREFIX = 'seen-';

/** Leads to the job that was open last: the user's cache has an answer for it. */
export const LAST_JOB_PATH = '/last-job';
