/**
 * What the CloudFront Functions and the functions behind them have to agree on. Constants alone: the engine of the former
 * reads little more than ECMAScript 5, and they import nothing else of core but the table of problems.
 */

/** Longest token that is looked at, characters. */
export const MAX_TOKEN_LENGTH = 4096;
/** How far the issuer's clock may be from ours. */
export const CLOCK_TOLERANCE_SECONDS = 30;
/** Body of a form: the longest token and the longest job id, with room for their names and for blanks around them. */
export const MAX_FORM_BYTES = 8 * 1024;
/** Body of what opens a link: the longest job id and the secret, with room for their names. */
export const MAX_LINK_BODY_BYTES = 512;
/** Where S3's form of the way without script goes: as to /upload, but a refusal comes back as a page. */
export const FORM_UPLOAD_PATH = '/form/upload';
/** Where the way without script begins and where it ends: files of the site. */
export const FORM_PAGE = '/form.html';
export const LANDING_PAGE = '/form-sent.html';
