/** A built site as the objects of the bucket that it becomes: where each lies, and how it is served. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { COMPRESSED_FILES, RELEASE_LIST, type ReleaseList } from '../build/release-files.ts';

export interface SiteObject {
  readonly key: string;
  /** File of the built site. */
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly contentEncoding?: 'br';
}

export interface SiteFiles extends ReleaseList {
  readonly objects: readonly SiteObject[];
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** An edge keeps it as long as it likes, for its key names the release; a browser asks each time, for its address does not. */
const REVALIDATED = 'public, max-age=0, must-revalidate, s-maxage=31536000';

/**
 * Reads what a build has written.
 * @throws {TypeError} when the folder holds no built site, or a file of no known kind
 */
export async function readSiteFiles(directory: string): Promise<SiteFiles> {
  const text = await readFile(join(directory, RELEASE_LIST), 'utf8').catch(() => {
    throw new TypeError(`${directory} holds no built site`);
  });
  const { release, files } = parseReleaseList(text, directory);
  const objects = files.flatMap((url) => {
    const plain = toObject(url, { release, directory, prefix: '' });
    if (!COMPRESSED_FILES.test(url)) return [plain];
    return [plain, { ...toObject(url, { release, directory, prefix: 'br/' }), contentEncoding: 'br' as const }];
  });
  return { release, files, objects };
}

/** @throws {TypeError} when the text is no list of a release */
export function parseReleaseList(text: string, place: string): ReleaseList {
  const found: unknown = JSON.parse(text);
  const { release, files }: { release?: unknown; files?: unknown } =
    typeof found === 'object' && found !== null ? found : {};
  const isList = Array.isArray(files) && files.every((file) => typeof file === 'string' && file.startsWith('/'));
  if (typeof release !== 'string' || !/^[0-9a-f]{10}$/.test(release) || !isList) {
    throw new TypeError(`${place}: no list of a release`);
  }
  return { release, files };
}

/** Where a file of a release lies in the bucket, without its compressed form's `br/`. */
export function toSiteKey(url: string, release: string): string {
  return isShared(url) ? url.slice(1) : `r/${release}${url}`;
}

/** What has its content's hash in its name is kept once, whichever releases have it. */
function isShared(url: string): boolean {
  return url.startsWith('/assets/');
}

interface ObjectPlace {
  readonly release: string;
  readonly directory: string;
  readonly prefix: '' | 'br/';
}

function toObject(url: string, { release, directory, prefix }: ObjectPlace): SiteObject {
  const contentType = CONTENT_TYPES[extname(url)];
  if (contentType === undefined) throw new TypeError(`${url}: no known kind of file`);
  return {
    key: `${prefix}${toSiteKey(url, release)}`,
    path: join(directory, prefix, url),
    contentType,
    cacheControl: isShared(url) ? IMMUTABLE : REVALIDATED,
  };
}
