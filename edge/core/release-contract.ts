/**
 * What the function `pages` and the command that makes releases agree on: keys of the key-value store, and where the files
 * lie. Constants alone. The two may be a version apart, so a meaning never changes: a new one gets a new name.
 */

/** Its value is the release that everybody gets. */
export const LIVE_KEY = 'live';
/** A key of this and a release lets the preview's cookie open that release. */
export const PREVIEW_KEY_PREFIX = 'preview/';
/** Its value is the release that `/staging/` opens. */
export const STAGING_KEY = 'staging';
/** Names the release that a browser wants to see before it is live. */
export const PREVIEW_COOKIE = 'edgeshot-release';
export const PREVIEW_SECONDS = 24 * 60 * 60;
