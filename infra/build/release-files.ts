/** What a release needs beside the built site: its list of files, and the compressed form of each that is worth it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { BuiltFile } from './bundle-site.ts';

/** As the function `pages` knows them by their names. */
export const COMPRESSED_FILES = /\.(html|js|css|svg|webmanifest)$/;
/** Beside the files themselves: a list of them. */
export const RELEASE_LIST = 'release.json';

const compress = promisify(brotliCompress);

export interface ReleaseList {
  readonly release: string;
  /** As a browser asks for them: `/assets/main-….js`. */
  readonly files: readonly string[];
}

/** Adds both to the folder of the built site. */
export async function writeReleaseFiles(
  outdir: string,
  { release, files }: { readonly release: string; readonly files: readonly BuiltFile[] },
): Promise<void> {
  const list: ReleaseList = { release, files: files.map(({ url }) => url) };
  await writeFile(join(outdir, RELEASE_LIST), JSON.stringify(list));
  await Promise.all(files.filter(({ url }) => COMPRESSED_FILES.test(url)).map((file) => writeCompressed(outdir, file)));
}

async function writeCompressed(outdir: string, { url, bytes }: BuiltFile): Promise<void> {
  const path = join(outdir, 'br', url);
  await mkdir(dirname(path), { recursive: true });
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
  };
  await writeFile(path, await compress(bytes, { params }));
}
