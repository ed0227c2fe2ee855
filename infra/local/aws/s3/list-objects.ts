/** ListObjectsV2 and ListObjects. */
import { XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import {
  authorizeList,
  createEncoder,
  formatHead,
  formatPrefixes,
  type ListingPage,
  type ListQuery,
  parseListQuery,
  takePage,
  walkVersions,
} from './listing.ts';
import type { ObjectVersion } from './object-version.ts';
import { requireBucket, type S3Call, type S3Operation, toXmlResponse } from './operation.ts';
import type { VersionIndex } from './version-index.ts';
import { formatXml, type XmlChild } from './xml.ts';

function selectCurrent(index: VersionIndex): (key: string) => readonly ObjectVersion[] {
  return (key) => {
    const latest = index.latest(key);
    return latest === null || latest.isDeleteMarker ? [] : [latest];
  };
}

function listCurrent(call: S3Call, query: ListQuery, after: string): ListingPage {
  const { index } = requireBucket(call.environment, call.request.bucket);
  return takePage(
    walkVersions(index, query, { marker: after, select: selectCurrent(index) }),
    query.maxKeys,
    ({ kind, name }) => kind === 'prefix' || name !== after,
  );
}

function formatEntries(page: ListingPage, encode: (text: string) => string): readonly XmlChild[] {
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

function decodeToken(token: string): string {
  const [, text = ''] = /^1:(.*)$/s.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (text === '') {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
    });
  }
  return text;
}

export const listObjectsV2: S3Operation = async (call) => {
  const query = parseListQuery(call);
  authorizeList(call, 's3:ListBucket', query);
  const token = call.request.parameter('continuation-token');
  const startAfter = call.request.parameter('start-after') ?? '';
  const page = listCurrent(call, query, token === null ? startAfter : decodeToken(token));
  const encode = createEncoder(query);
  const last = page.entries.at(-1)?.name ?? '';
  return toXmlResponse(
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

export const listObjects: S3Operation = async (call) => {
  const query = parseListQuery(call);
  authorizeList(call, 's3:ListBucket', query);
  const marker = call.request.parameter('marker') ?? '';
  const page = listCurrent(call, query, marker);
  const encode = createEncoder(query);
  const isToldNext = page.isTruncated && query.delimiter !== '';
  return toXmlResponse(
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
