/** ListObjectVersions: every version and delete marker, newest first within a key. */
import { XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import {
  authorizeList,
  createEncoder,
  formatHead,
  formatPrefixes,
  type ListingEntry,
  type ListingPage,
  parseListQuery,
  takePage,
  walkVersions,
} from './listing.ts';
import type { ObjectVersion } from './object-version.ts';
import { requireBucket, type S3Call, type S3Operation, toXmlResponse } from './operation.ts';
import { compareKeys, type VersionIndex } from './version-index.ts';
import { formatXml, type XmlChild } from './xml.ts';

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

interface VersionMarker {
  readonly key: string;
  readonly versionId: string;
}

function parseVersionMarker({ request }: S3Call): VersionMarker {
  const key = request.parameter('key-marker') ?? '';
  const versionId = request.parameter('version-id-marker') ?? '';
  if (versionId !== '' && key === '') {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  return { key, versionId };
}

/** Tells whether an entry comes after the marker; without a version id, the marker stands for its whole key. */
function createMarkerCheck(index: VersionIndex, marker: VersionMarker): (entry: ListingEntry) => boolean {
  const marked = marker.versionId === '' ? null : index.find(marker.key, marker.versionId);
  return (entry) => {
    if (entry.kind === 'prefix' || marker.key === '') return true;
    const order = compareKeys(entry.name, marker.key);
    return order > 0 || (order === 0 && marked !== null && entry.version.sequence < marked.sequence);
  };
}

function formatNext({ entries, isTruncated }: ListingPage, encode: (text: string) => string): readonly XmlChild[] {
  const last = entries.at(-1);
  if (!isTruncated || last === undefined) return [];
  const name: XmlChild = ['NextKeyMarker', encode(last.name)];
  return last.kind === 'version' ? [name, ['NextVersionIdMarker', last.version.versionId]] : [name];
}

export const listObjectVersions: S3Operation = async (call) => {
  const query = parseListQuery(call);
  authorizeList(call, 's3:ListBucketVersions', query);
  const { index } = requireBucket(call.environment, call.request.bucket);
  const marker = parseVersionMarker(call);
  const isPast = createMarkerCheck(index, marker);
  const walk = walkVersions(index, query, { marker: marker.key, select: index.versionsOf });
  const page = takePage(walk, query.maxKeys, isPast);
  const encode = createEncoder(query);
  const content: readonly XmlChild[] = [
    ...formatHead(call, query, encode),
    ['KeyMarker', encode(marker.key)],
    ['VersionIdMarker', marker.versionId],
    ...formatNext(page, encode),
    ['IsTruncated', page.isTruncated],
    ...page.entries.flatMap((entry) => (entry.kind === 'prefix' ? [] : [formatVersion(index, entry.version, encode)])),
    ...formatPrefixes(page, encode),
  ];
  return toXmlResponse(formatXml('ListVersionsResult', content, XML_NAMESPACE));
};
