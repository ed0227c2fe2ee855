/** Limits of Amazon S3, as its user guide and API reference give them. */

export const XML_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export const MAX_KEY_BYTES = 1024;
export const MAX_USER_METADATA_BYTES = 2048;
/** One PUT or POST. */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;
export const MIN_PART_BYTES = 5 * 1024 ** 2;
export const MAX_PART_NUMBER = 10_000;

/** Form fields and boundaries of a POST before its file. */
export const MAX_POST_PRE_DATA_BYTES = 20 * 1024;
/** The same limit holds for a bucket policy. */
export const MAX_POLICY_BYTES = 20 * 1024;
/** The other XML bodies: bounded so that none is held whole beyond this (DeleteObjects of 1,000 long keys fits). */
export const MAX_XML_BYTES = 2 * 1024 ** 2;

export const MAX_OBJECT_TAGS = 10;
export const MAX_BUCKET_TAGS = 50;
export const MAX_TAG_KEY_CHARACTERS = 128;
export const MAX_TAG_VALUE_CHARACTERS = 256;

export const MAX_LIST_KEYS = 1000;
export const MAX_DELETE_KEYS = 1000;
