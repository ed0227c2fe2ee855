/** The releases in the site's bucket: put there whole, listed, looked through, and removed. */
import { readFile } from 'node:fs/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { orNull } from '../../origin/adapters/s3-errors.ts';
import { COMPRESSED_FILES, RELEASE_LIST, type ReleaseList } from '../build/release-files.ts';
import { inParallel } from './in-parallel.ts';
import type { StagedRelease } from './release-state.ts';
import { removeObjects } from './remove-objects.ts';
import { parseReleaseList, type SiteFiles, type SiteObject, toSiteKey } from './site-files.ts';

export interface SiteBucket {
  readonly s3: S3Client;
  readonly name: string;
}

interface FoundObject {
  readonly key: string;
  readonly modifiedMs: number;
}

const WORKERS = 8;

/**
 * Puts a release into the bucket: what is there already stays as it is, and the list, by which a release counts as
 * staged, comes last.
 */
export async function stageRelease(bucket: SiteBucket, site: SiteFiles, signal: AbortSignal): Promise<void> {
  await inParallel(site.objects, (object) => putObject(bucket, object), { workers: WORKERS, signal });
  signal.throwIfAborted();
  const list: ReleaseList = { release: site.release, files: site.files };
  const object = { Bucket: bucket.name, Key: toListKey(site.release), ContentType: 'application/json' };
  await bucket.s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify(list), CacheControl: 'no-store' }));
}

/** Puts what every release reads of its deployment: the issuer, the client. A browser asks for it each time. */
export async function writeSiteConfig({ s3, name }: SiteBucket, text: string): Promise<void> {
  const object = { Bucket: name, Key: 'config.json', ContentType: 'application/json', CacheControl: 'no-cache' };
  await s3.send(new PutObjectCommand({ ...object, Body: text }));
}

async function putObject({ s3, name }: SiteBucket, object: SiteObject): Promise<void> {
  if (await isThere({ s3, name }, object.key)) return;
  await s3.send(
    new PutObjectCommand({
      Bucket: name,
      Key: object.key,
      Body: await readFile(object.path),
      ContentType: object.contentType,
      CacheControl: object.cacheControl,
      ...(object.contentEncoding === undefined ? {} : { ContentEncoding: object.contentEncoding }),
    }),
  );
}

/** What has been staged to its end, the latest first. */
export async function listStaged(bucket: SiteBucket): Promise<readonly StagedRelease[]> {
  const found = await listObjects(bucket, 'r/');
  return found
    .flatMap(({ key, modifiedMs }) => {
      const [, release] = /^r\/([0-9a-f]{10})\/release\.json$/.exec(key) ?? [];
      return release === undefined ? [] : [{ release, stagedMs: modifiedMs }];
    })
    .toSorted((one, other) => other.stagedMs - one.stagedMs);
}

export function isStaged(bucket: SiteBucket, release: string): Promise<boolean> {
  return isThere(bucket, toListKey(release));
}

/** The files of a release that are not in the bucket, as they are or compressed; all of them must be before it is promoted. */
export async function findMissing(
  bucket: SiteBucket,
  release: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const missing: string[] = [];
  const keys = toKeys(await readList(bucket, release));
  const look = async (key: string) => void ((await isThere(bucket, key)) || missing.push(key));
  await inParallel(keys, look, { workers: WORKERS, signal });
  return missing.toSorted();
}

export interface RemovalOptions {
  /** Shared files that came later than this stay whatever names them: a release may be under way. */
  readonly beforeMs: number;
  readonly isDryRun: boolean;
}

/** Removes releases, and of the shared files those that no other release names. Returns the keys. */
export async function removeReleases(
  bucket: SiteBucket,
  releases: readonly string[],
  { beforeMs, isDryRun }: RemovalOptions,
): Promise<readonly string[]> {
  const kept = (await listStaged(bucket)).filter(({ release }) => !releases.includes(release));
  const named = new Set((await Promise.all(kept.map(({ release }) => readList(bucket, release)))).flatMap(toKeys));
  const own = await Promise.all(
    releases.flatMap((release) => [`r/${release}/`, `br/r/${release}/`]).map((prefix) => listObjects(bucket, prefix)),
  );
  const shared = (await Promise.all(['assets/', 'br/assets/'].map((prefix) => listObjects(bucket, prefix)))).flat();
  const unnamed = shared.filter(({ key, modifiedMs }) => !named.has(key) && modifiedMs < beforeMs);
  // The list goes first: a release that is half removed must not count as staged.
  const keys = [...own.flat(), ...unnamed].map(({ key }) => key);
  const ordered = keys.toSorted(
    (one, other) => Number(other.endsWith(RELEASE_LIST)) - Number(one.endsWith(RELEASE_LIST)),
  );
  if (isDryRun) return ordered;
  await removeObjects(
    bucket.s3,
    bucket.name,
    ordered.map((Key) => ({ Key })),
  );
  return ordered;
}

async function readList({ s3, name }: SiteBucket, release: string): Promise<ReleaseList> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: toListKey(release) }));
  return parseReleaseList((await Body?.transformToString()) ?? '', release);
}

function toKeys({ release, files }: ReleaseList): readonly string[] {
  return files.flatMap((url) => {
    const key = toSiteKey(url, release);
    return COMPRESSED_FILES.test(url) ? [key, `br/${key}`] : [key];
  });
}

function toListKey(release: string): string {
  return `r/${release}/${RELEASE_LIST}`;
}

async function isThere({ s3, name }: SiteBucket, Key: string): Promise<boolean> {
  return (await orNull(s3.send(new HeadObjectCommand({ Bucket: name, Key })))) !== null;
}

async function listObjects({ s3, name }: SiteBucket, prefix: string): Promise<readonly FoundObject[]> {
  const found: FoundObject[] = [];
  for (let token: string | undefined; ; ) {
    const page = { Bucket: name, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) };
    const { Contents = [], NextContinuationToken } = await s3.send(new ListObjectsV2Command(page));
    for (const { Key = '', LastModified } of Contents)
      found.push({ key: Key, modifiedMs: LastModified?.getTime() ?? 0 });
    token = NextContinuationToken;
    if (token === undefined) return found;
  }
}
