/** ListObjectVersions: every version and delete marker, newest first within a key. */
import { XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import {
  authorizeList,
  compareBytes,
  createEncoder,
  type Entry,
  formatHead,
  formatPrefixes,
  parseListQuery,
  takePage,
  walkVersions,
} from './listing.ts';
import type { ObjectVersion } from './object-version.ts';
import { answerXml, type Operation, requireBucket } from './operation.ts';
import type { VersionIndex } from './version-index.ts';
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

export const listObjectVersions: Operation = async (call) => {
  const query = parseListQuery(call);
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
  const page = takePage(walkVersions(index, query, keyMarker, index.versionsOf), query.maxKeys, isPast);
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
