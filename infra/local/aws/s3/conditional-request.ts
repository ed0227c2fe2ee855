/** Preconditions and ranges of a GET (RFC 9110 §13 and §14, as far as S3 honours them). */

import type { ReadValue } from './described-object.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion } from './object-version.ts';

function matchesEtag(list: string, etag: string): boolean {
  return list.split(',').some((text) => {
    const candidate = text.trim().replace(/^W\//, '').replaceAll('"', '');
    return candidate === '*' || candidate === etag;
  });
}

function isModifiedAfter(version: ObjectVersion, text: string): boolean | null {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.floor(version.lastModifiedMs / 1000) > Math.floor(atMs / 1000);
}

/**
 * Tells whether to send the object (`send`), or that the client has it already.
 * @throws {S3Error} when the object is not the one that the client means: `PreconditionFailed`
 */
export function evaluatePreconditions(read: ReadValue, version: ObjectVersion): 'send' | 'not-modified' {
  const ifMatch = read('if-match');
  const ifUnmodifiedSince = read('if-unmodified-since');
  const ifNoneMatch = read('if-none-match');
  const ifModifiedSince = read('if-modified-since');
  if (ifMatch !== null && !matchesEtag(ifMatch, version.etag)) {
    throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-Match' });
  }
  if (ifMatch === null && ifUnmodifiedSince !== null && isModifiedAfter(version, ifUnmodifiedSince) === true) {
    throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-Unmodified-Since' });
  }
  if (ifNoneMatch !== null) return matchesEtag(ifNoneMatch, version.etag) ? 'not-modified' : 'send';
  const isUnchanged = ifModifiedSince !== null && isModifiedAfter(version, ifModifiedSince) === false;
  return isUnchanged ? 'not-modified' : 'send';
}

export interface ByteRange {
  readonly first: number;
  /** Included. */
  readonly last: number;
}

/**
 * Reads one range; null for none, for several, and for what is no range, which all mean the whole object.
 * @throws {S3Error} when it lies outside the object: `InvalidRange`
 */
export function parseRange(text: string | null, size: number): ByteRange | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (from === '' && to === '') return null;
  const isSuffix = from === '';
  const first = isSuffix ? Math.max(size - Number(to), 0) : Number(from);
  const last = isSuffix || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (!isSuffix && to !== '' && Number(to) < first) return null;
  if (first >= size || (isSuffix && Number(to) === 0)) {
    throw new S3Error(
      'InvalidRange',
      undefined,
      { RangeRequested: text ?? '', ActualObjectSize: String(size) },
      { headers: { 'content-range': `bytes */${size}` } },
    );
  }
  return { first, last };
}
