/** What all listings have in common: their query, the walk over the sorted keys, the page, the encoding. */
import { encodeRfc3986 } from '../iam/canonical-request.ts';
import { authorize } from './authorize.ts';
import { MAX_LIST_KEYS } from './constants.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion } from './object-version.ts';
import { requireBucket, type S3Call } from './operation.ts';
import { compareKeys, type VersionIndex } from './version-index.ts';
import type { XmlChild } from './xml.ts';

export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly isUrlEncoded: boolean;
}

export type ListingEntry =
  | { readonly kind: 'prefix'; readonly name: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: ObjectVersion };

/** @throws {S3Error} when max-keys is no number, or the encoding is not known. */
export function parseListQuery(call: S3Call): ListQuery {
  const { request } = call;
  const maxKeysText = request.parameter('max-keys') ?? '';
  if (maxKeysText !== '' && !/^\d{1,9}$/.test(maxKeysText)) {
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range', {
      ArgumentName: 'max-keys',
      ArgumentValue: maxKeysText,
    });
  }
  const encoding = request.parameter('encoding-type');
  if (encoding !== null && encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
      ArgumentName: 'encoding-type',
      ArgumentValue: encoding,
    });
  }
  return {
    prefix: request.parameter('prefix') ?? '',
    delimiter: request.parameter('delimiter') ?? '',
    maxKeys: maxKeysText === '' ? MAX_LIST_KEYS : Math.min(Number(maxKeysText), MAX_LIST_KEYS),
    isUrlEncoded: encoding === 'url',
  };
}

/** @throws {S3Error} when the caller may not list: `AccessDenied` */
export function authorizeList(call: S3Call, action: string, query: ListQuery): void {
  authorize(call, {
    action,
    bucket: requireBucket(call.environment, call.request.bucket),
    context: {
      's3:prefix': call.request.parameter('prefix') ?? undefined,
      's3:delimiter': call.request.parameter('delimiter') ?? undefined,
      's3:max-keys': String(query.maxKeys),
    },
  });
}

function findCommonPrefix(key: string, { prefix, delimiter }: ListQuery): string | null {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? null : key.slice(0, at + delimiter.length);
}

/** Keys and common prefixes from a marker on, in order. A common prefix that the marker begins with has been listed already. */
export function* walkVersions(
  index: VersionIndex,
  query: ListQuery,
  { marker, select }: { readonly marker: string; readonly select: (key: string) => readonly ObjectVersion[] },
): Generator<ListingEntry> {
  let lastPrefix = '';
  const first = compareKeys(marker, query.prefix) > 0 ? marker : query.prefix;
  for (const key of index.keysFrom(first)) {
    if (!key.startsWith(query.prefix)) return;
    const versions = select(key);
    const common = findCommonPrefix(key, query);
    if (versions.length === 0 || (common !== null && (common === lastPrefix || marker.startsWith(common)))) continue;
    if (common !== null) {
      lastPrefix = common;
      yield { kind: 'prefix', name: common };
      continue;
    }
    for (const version of versions) yield { kind: 'version', name: key, version };
  }
}

export interface ListingPage {
  readonly entries: readonly ListingEntry[];
  readonly isTruncated: boolean;
}

export function takePage(
  entries: Iterable<ListingEntry>,
  maxKeys: number,
  isPast: (entry: ListingEntry) => boolean,
): ListingPage {
  const taken: ListingEntry[] = [];
  if (maxKeys === 0) return { entries: taken, isTruncated: false };
  for (const entry of entries) {
    if (!isPast(entry)) continue;
    if (taken.length === maxKeys) return { entries: taken, isTruncated: true };
    taken.push(entry);
  }
  return { entries: taken, isTruncated: false };
}

export function createEncoder(query: ListQuery): (text: string) => string {
  // S3's listing encoding is a form's: a blank is a plus sign; but slashes stay as they are.
  return query.isUrlEncoded
    ? (text) => encodeRfc3986(text).replaceAll('%20', '+').replaceAll('%2F', '/')
    : (text) => text;
}

export function formatPrefixes(page: ListingPage, encode: (text: string) => string): readonly XmlChild[] {
  return page.entries.flatMap((entry): XmlChild[] =>
    entry.kind === 'prefix' ? [['CommonPrefixes', [['Prefix', encode(entry.name)]]]] : [],
  );
}

export function formatHead(call: S3Call, query: ListQuery, encode: (text: string) => string): readonly XmlChild[] {
  return [
    ['Name', call.request.bucket ?? ''],
    ['Prefix', encode(query.prefix)],
    ...(query.delimiter === '' ? [] : [['Delimiter', encode(query.delimiter)] as const]),
    ['MaxKeys', query.maxKeys],
    ...(query.isUrlEncoded ? [['EncodingType', 'url'] as const] : []),
  ];
}
