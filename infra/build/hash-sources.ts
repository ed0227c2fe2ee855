/** Names the state of everything that an assembly is made of, so that one that is up to date need not be made again. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WINGS = ['edge', 'origin', 'site', 'infra'];
const FILES = ['package-lock.json', 'cdk.json'];

/** SHA-256 over the sources, the packages' versions, Node's, and the settings. */
export async function hashSources(settings: readonly string[]): Promise<string> {
  const inWings = await Promise.all(WINGS.map(listFiles));
  const paths = [...inWings.flat(), ...FILES].sort();
  const contents = await Promise.all(paths.map((path) => readFile(join(ROOT, path))));
  const hash = createHash('sha256').update(JSON.stringify([process.version, process.platform, process.arch, settings]));
  for (const [index, path] of paths.entries()) {
    const content = contents[index] ?? '';
    hash.update(`\n${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

async function listFiles(wing: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, wing), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length));
}
