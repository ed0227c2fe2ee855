/**
 * The uploads bucket: what becomes of the files of a photo (S3 API reference:
 * PutObjectTagging, DeleteObjects, ListObjectVersions).
 */
import { createHash } from 'node:crypto';
import { formatNotesFile, formatNotesFileKey } from '../../origin/notes.ts';
import { formatPhotoPrefix, formatThumbPrefix, type PhotoName } from '../../origin/photo-key.ts';
import { formatMove, formatMoveKey } from '../../origin/photo-move.ts';
import { type BucketAddress, formatBucketUrl } from '../core/aws-address.ts';
import type { UploadsBucket } from '../core/ports.ts';
import { formatTagging } from '../core/tagging.ts';
import { AppError } from '../problem.ts';
import { type AwsCall, type AwsClient, AwsError } from './aws-client.ts';

/** How S3 says that there is no object, or a delete marker where it would be. */
const NOT_THERE = ['NoSuchKey', 'MethodNotAllowed'];

/** How it says, of one object among many, that it is busy or out of order for a moment. */
const PASSING = ['SlowDown', 'InternalError', 'ServiceUnavailable'];

const DELETE_MARKER = /<DeleteMarker>(.*?)<\/DeleteMarker>/gs;
const TAG = /<Tag>(.*?)<\/Tag>/gs;
const VERSION = /<Version>(.*?)<\/Version>/gs;

/** What one DeleteObjects takes. */
const MOST_DELETIONS = 1000;

interface Deletion {
  readonly key: string;
  /** Absent: a delete marker is put over what stands there. */
  readonly versionId?: string;
}

type VersionCursor = Readonly<Record<'key-marker' | 'version-id-marker', string>>;

interface VersionPage {
  readonly versions: readonly { readonly key: string; readonly isLatest: boolean }[];
  readonly markers: readonly Deletion[];
}

type CallBucket = (
  method: AwsCall['method'],
  path: string,
  more?: Pick<AwsCall, 'headers' | 'body'>,
) => Promise<string>;

/** @param keptTags names of tags that somebody else writes: they are read first, and written again */
export function createUploadsBucket(
  aws: AwsClient,
  address: BucketAddress,
  keptTags: readonly string[] = [],
): UploadsBucket {
  const call: CallBucket = (method, path, more = {}) =>
    aws.send({ service: 's3', region: address.region, base: formatBucketUrl(address), method, path, ...more });
  const listAll = (photo: PhotoName) =>
    Promise.all([formatPhotoPrefix(photo), formatThumbPrefix(photo)].map((prefix) => listVersions(call, prefix, null)));
  return {
    async setTags(key, tags) {
      const kept = keptTags.length === 0 ? {} : await readTags(call, key, keptTags);
      await writeTags(call, key, { ...tags, ...kept });
    },
    tellMove: (move) => writeJson(call, formatMoveKey(move), formatMove(move)),
    ...createNoteFiles(call),
    async hide(photo) {
      const versions = (await listAll(photo)).flatMap((page) => page.versions);
      await deleteAll(
        call,
        versions.filter(({ isLatest }) => isLatest).map(({ key }) => ({ key })),
      );
    },
    async restore(photo) {
      await deleteAll(
        call,
        (await listAll(photo)).flatMap(({ markers }) => markers),
      );
    },
    async listFileKeys(photo) {
      const { versions } = await listVersions(call, formatPhotoPrefix(photo), null);
      return versions.filter(({ isLatest }) => isLatest).map(({ key }) => key);
    },
  };
}

function createNoteFiles(call: CallBucket): Pick<UploadsBucket, 'writeNotes' | 'hideNotes' | 'showNotes'> {
  return {
    writeNotes: (place, notes) => writeJson(call, formatNotesFileKey(place), formatNotesFile(notes)),
    async hideNotes(place) {
      await call('DELETE', `/${formatNotesFileKey(place)}`);
    },
    async showNotes(place) {
      await deleteAll(call, (await listVersions(call, formatNotesFileKey(place), null)).markers);
    },
  };
}

async function writeJson(call: CallBucket, key: string, body: string): Promise<void> {
  // A bucket with Object Lock takes nothing without its digest.
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'content-md5': toMd5(body) };
  await call('PUT', `/${key}`, { headers, body });
}

async function writeTags(call: CallBucket, key: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const body = formatTagging(tags);
  const headers = { 'content-md5': toMd5(body) };
  await call('PUT', `/${key}?tagging=`, { headers, body }).catch((error: unknown) => {
    if (!(error instanceof AwsError) || !NOT_THERE.includes(error.code)) throw error;
  });
}

function toMd5(body: string): string {
  return createHash('md5').update(body).digest('base64');
}

async function readTags(
  call: CallBucket,
  key: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const xml = await call('GET', `/${key}?tagging=`).catch((error: unknown) => {
    if (!(error instanceof AwsError) || !NOT_THERE.includes(error.code)) throw error;
    return '';
  });
  const tags = [...xml.matchAll(TAG)].map(([, fields = '']) => [
    readElement(fields, 'Key'),
    readElement(fields, 'Value'),
  ]);
  return Object.fromEntries(tags.filter(([name = '']) => names.includes(name)));
}

async function listVersions(call: CallBucket, prefix: string, after: VersionCursor | null): Promise<VersionPage> {
  const xml = await call('GET', `/?versions=&${new URLSearchParams({ 'encoding-type': 'url', prefix, ...after })}`);
  const versions = [...xml.matchAll(VERSION)].map(([, fields = '']) => ({
    key: toKey(fields),
    isLatest: readElement(fields, 'IsLatest') === 'true',
  }));
  const markers = [...xml.matchAll(DELETE_MARKER)].map(([, fields = '']) => ({
    key: toKey(fields),
    versionId: readElement(fields, 'VersionId'),
  }));
  if (readElement(xml, 'IsTruncated') !== 'true') return { versions, markers };
  const rest = await listVersions(call, prefix, {
    'key-marker': decodeURIComponent(readElement(xml, 'NextKeyMarker')),
    'version-id-marker': readElement(xml, 'NextVersionIdMarker'),
  });
  return { versions: [...versions, ...rest.versions], markers: [...markers, ...rest.markers] };
}

/** DeleteObjects answers 200 and tells in its body what it could not do. */
async function deleteAll(call: CallBucket, objects: readonly Deletion[]): Promise<void> {
  for (let start = 0; start < objects.length; start += MOST_DELETIONS) {
    const body = formatDeletions(objects.slice(start, start + MOST_DELETIONS));
    const xml = await call('POST', '/?delete=', { headers: { 'content-md5': toMd5(body) }, body });
    const code = readElement(xml, 'Code');
    if (code === '') continue;
    const cause = new AwsError(code, 200);
    throw PASSING.includes(code) ? new AppError('unavailable', { retryAfterSeconds: 2, cause }) : cause;
  }
}

/** A photo's keys have no character that XML would have escaped. */
function formatDeletions(objects: readonly Deletion[]): string {
  const items = objects.map(
    ({ key, versionId }) =>
      `<Object><Key>${key}</Key>${versionId === undefined ? '' : `<VersionId>${versionId}</VersionId>`}</Object>`,
  );
  return `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${items.join('')}</Delete>`;
}

function toKey(fields: string): string {
  return decodeURIComponent(readElement(fields, 'Key'));
}

/** Keys come URL-encoded and the other fields are plain, so the continuation token alone may hold an entity. */
function readElement(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
