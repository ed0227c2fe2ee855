/** Lists the files of an asset that is a folder, under the names that they have in its zip. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { FileAsset } from '../template/cloud-assembly.ts';
import { TemplateError } from '../template/template-error.ts';

export interface AssetFile {
  /** With `/` between its parts. */
  readonly name: string;
  readonly read: () => Promise<Buffer>;
}

/** @throws {TemplateError} when the asset is no folder: CDK packs those that a site or a function has as folders. */
export async function readAssetFiles({ path, packaging, objectKey }: FileAsset): Promise<readonly AssetFile[]> {
  if (packaging !== 'zip') throw new TemplateError(objectKey, 'is a file asset where the local run needs a folder');
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: relative(path, file).split(sep).join('/'), read: () => readFile(file) }));
}
