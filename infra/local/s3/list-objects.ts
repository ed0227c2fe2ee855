/** ListObjectsV2, ListObjects, ListObjectVersions: one walk over the sorted keys, three ways to tell it. */
import { encodeRfc3986 } from '../iam/canonical-request.ts';
import { authorize } from './authorize.ts';
import { MAX_LIST_KEYS, XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion } from './object-version.ts';
import { answerXml, type Call, type Operation, requireBucket } from './operation.ts';
import type { VersionIndex } from './version-index.ts';
import { formatXml, type XmlChild } from './xml.ts';

interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly isUrlEncoded: boolean;
}

type Entry =
  | { readonly kind: 'prefix'; readonly name: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: ObjectVersion };

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function parseQuery(call: Call): ListQuery {
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

function authorizeList(call: Call, action: string, query: ListQuery): void {
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

/** Keys and common prefixes from a marker on, in order. A common prefix that the marker lies in has been told already. */
function* walk(
  index: VersionIndex,
  query: ListQuery,
  marker: string,
  select: (key: string) => readonly ObjectVersion[],
): Generator<Entry> {
  let lastPrefix = '';
  for (const key of index.keys()) {
    const isBehind = marker !== '' && compareBytes(key, marker) < 0;
    const versions = isBehind || !key.startsWith(query.prefix) ? [] : select(key);
    const common = findCommonPrefix(key, query);
    if (versions.length === 0 || (common !== null && (common === lastPrefix || marker.startsWith(common)))) {
      continue;
    }
    if (common !== null) {
      lastPrefix = common;
      yield { kind: 'prefix', name: common };
      continue;
    }
    for (const version of versions) {
      yield { kind: 'version', name: key, version };
    }
  }
}

interface Page {
  readonly entries: readonly Entry[];
  readonly isTruncated: boolean;
}

function takePage(entries: Iterable<Entry>, maxKeys: number, isPast: (entry: Entry) => boolean): Page {
  const taken: Entry[] = [];
  if (maxKeys === 0) {
    return { entries: taken, isTruncated: false };
  }
  for (const entry of entries) {
    if (!isPast(entry)) {
      continue;
    }
    if (taken.length === maxKeys) {
      return { entries: taken, isTruncated: true };
    }
    taken.push(entry);
  }
  return { entries: taken, isTruncated: false };
}

function selectCurrent(index: VersionIndex): (key: string) => readonly ObjectVersion[] {
  return (key) => {
    const latest = index.latest(key);
    return latest === null || latest.isDeleteMarker ? [] : [latest];
  };
}

function listCurrent(call: Call, query: ListQuery, after: string): Page {
  const { index } = requireBucket(call.environment, call.request.bucket);
  return takePage(
    walk(index, query, after, selectCurrent(index)),
    query.maxKeys,
    ({ kind, name }) => kind === 'prefix' || name !== after,
  );
}

function createEncoder(query: ListQuery): (text: string) => string {
  // S3's listing encoding is a form's: a blank is a plus sign; but slashes stay as they are.
  return query.isUrlEncoded
    ? (text) => encodeRfc3986(text).replaceAll('%20', '+').replaceAll('%2F', '/')
    : (text) => text;
}

function formatEntries(page: Page, encode: (text: string) => string): readonly XmlChild[] {
  const contents = page.entries.flatMap((entry): XmlChild[] =>
    entry.kind === 'prefix'
      ? []
      : [
          [
            'Contents',
            [
              ['Key', encode(entry.version.key)],
              ['LastModified', new Date(entry.version.lastModifiedMs).toISOString()],
              ['ETag', `"${entry.version.etag}"`],
              ...Object.keys(entry.version.checksums).map((name) => ['ChecksumAlgorithm', name.toUpperCase()] as const),
              ['Size', entry.version.size],
              ['StorageClass', entry.version.headers['x-amz-storage-class'] ?? 'STANDARD'],
            ],
          ],
        ],
  );
  return [...contents, ...formatPrefixes(page, encode)];
}

function formatPrefixes(page: Page, encode: (text: string) => string): readonly XmlChild[] {
  return page.entries.flatMap((entry): XmlChild[] =>
    entry.kind === 'prefix' ? [['CommonPrefixes', [['Prefix', encode(entry.name)]]]] : [],
  );
}

function formatHead(call: Call, query: ListQuery, encode: (text: string) => string): readonly XmlChild[] {
  return [
    ['Name', call.request.bucket ?? ''],
    ['Prefix', encode(query.prefix)],
    ...(query.delimiter === '' ? [] : [['Delimiter', encode(query.delimiter)] as const]),
    ['MaxKeys', query.maxKeys],
    ...(query.isUrlEncoded ? [['EncodingType', 'url'] as const] : []),
  ];
}

function decodeToken(token: string): string {
  const [, text = ''] = /^1:(.*)$/s.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (text === '') {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
    });
  }
  return text;
}

export const listObjectsV2: Operation = async (call) => {
  const query = parseQuery(call);
  authorizeList(call, 's3:ListBucket', query);
  const token = call.request.parameter('continuation-token');
  const startAfter = call.request.parameter('start-after') ?? '';
  const page = listCurrent(call, query, token === null ? startAfter : decodeToken(token));
  const encode = createEncoder(query);
  const last = page.entries.at(-1)?.name ?? '';
  return answerXml(
    formatXml(
      'ListBucketResult',
      [
        ...formatHead(call, query, encode),
        ...(startAfter === '' ? [] : [['StartAfter', encode(startAfter)] as const]),
        ['KeyCount', page.entries.length],
        ['IsTruncated', page.isTruncated],
        ...(token === null ? [] : [['ContinuationToken', token] as const]),
        ...(page.isTruncated
          ? [['NextContinuationToken', Buffer.from(`1:${last}`).toString('base64url')] as const]
          : []),
        ...formatEntries(page, encode),
      ],
      XML_NAMESPACE,
    ),
  );
};

export const listObjects: Operation = async (call) => {
  const query = parseQuery(call);
  authorizeList(call, 's3:ListBucket', query);
  const marker = call.request.parameter('marker') ?? '';
  const page = listCurrent(call, query, marker);
  const encode = createEncoder(query);
  const isToldNext = page.isTruncated && query.delimiter !== '';
  return answerXml(
    formatXml(
      'ListBucketResult',
      [
        ...formatHead(call, query, encode),
        ['Marker', encode(marker)],
        ['IsTruncated', page.isTruncated],
        ...(isToldNext ? [['NextMarker', encode(page.entries.at(-1)?.name ?? '')] as const] : []),
        ...formatEntries(page, encode),
      ],
      XML_NAMESPACE,
    ),
  );
};

function formatVersion(index: VersionIndex, version: ObjectVersion, encode: (text: string) => string): XmlChild {
  const shared: readonly XmlChild[] = [
    ['Key', encode(version.key)],
    ['VersionId', version.versionId],
    ['IsLatest', index.latest(version.key)?.sequence === version.sequence],
    ['LastModified', new Date(version.lastModifiedMs).toISOString()],
  ];
  return version.isDeleteMarker
    ? ['DeleteMarker', shared]
    : [
        'Version',
        [
          ...shared,
          ['ETag', `"${version.etag}"`],
          ['Size', version.size],
          ['StorageClass', version.headers['x-amz-storage-class'] ?? 'STANDARD'],
        ],
      ];
}

export const listObjectVersions: Operation = async (call) => {
  const query = parseQuery(call);
  authorizeList(call, 's3:ListBucketVersions', query);
  const { index } = requireBucket(call.environment, call.request.bucket);
  const keyMarker = call.request.parameter('key-marker') ?? '';
  const versionIdMarker = call.request.parameter('version-id-marker') ?? '';
  if (versionIdMarker !== '' && keyMarker === '') {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  const marked = versionIdMarker === '' ? null : index.find(keyMarker, versionIdMarker);
  const isPast = (entry: Entry): boolean => {
    if (entry.kind === 'prefix' || keyMarker === '') {
      return true;
    }
    const order = compareBytes(entry.name, keyMarker);
    return order > 0 || (order === 0 && marked !== null && entry.version.sequence < marked.sequence);
  };
  const page = takePage(walk(index, query, keyMarker, index.versionsOf), query.maxKeys, isPast);
  const encode = createEncoder(query);
  const last = page.entries.at(-1);
  const next: readonly XmlChild[] =
    page.isTruncated && last !== undefined
      ? [
          ['NextKeyMarker', encode(last.name)],
          ...(last.kind === 'version' ? [['NextVersionIdMarker', last.version.versionId] as const] : []),
        ]
      : [];
  return answerXml(
    formatXml(
      'ListVersionsResult',
      [
        ...formatHead(call, query, encode),
        ['KeyMarker', encode(keyMarker)],
        ['VersionIdMarker', versionIdMarker],
        ...next,
        ['IsTruncated', page.isTruncated],
        ...page.entries.flatMap((entry) =>
          entry.kind === 'prefix' ? [] : [formatVersion(index, entry.version, encode)],
        ),
        ...formatPrefixes(page, encode),
      ],
      XML_NAMESPACE,
    ),
  );
};
