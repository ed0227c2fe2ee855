/** A page of the site: its source, with the addresses of what was built in the place of the sources' own. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltFile } from './bundle-site.ts';

export const SITE = fileURLToPath(new URL('../../site/', import.meta.url));

export interface PageParts {
  /** By the path of the source, as pages name it: `./ui/main.ts`. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Fetched at once, behind what the first frame needs. */
  readonly scripts: readonly string[];
}

/** @throws {Error} when it names what is not built */
export async function readPage(name: string, parts: PageParts): Promise<BuiltFile> {
  return toPage(name, await readFile(join(SITE, name), 'utf8'), parts);
}

/**
 * Puts the built addresses in the place of the sources, and has the browser fetch `scripts` at once, behind what the first
 * frame needs: the first script will ask for them after it. Not by `modulepreload`, which would compile them before that frame.
 * @throws {Error} when it names what is not built
 */
export function toPage(name: string, source: string, { addresses, scripts }: PageParts): BuiltFile {
  const missing: string[] = [];
  const text = source
    .replace(/"(\.\/[^"]+)"/g, (_, path: string) => {
      const address = addresses.get(path);
      if (!address) missing.push(path);
      return `"${address}"`;
    })
    .replace(
      '</head>',
      `${scripts.map((url) => `<link rel="preload" as="script" crossorigin fetchpriority="low" href="${url}" />`).join('')}</head>`,
    );
  if (missing.length > 0) throw new Error(`site/${name} names what is not built: ${missing.join(', ')}`);
  return { url: `/${name}`, bytes: Buffer.from(text), imports: [] };
}

/** @throws {Error} when the build made no such file */
export function findFile(files: readonly BuiltFile[], prefix: string, extension = '.js'): BuiltFile {
  const found = files.find(({ url }) => basename(url).startsWith(prefix) && url.endsWith(extension));
  if (!found) throw new Error(`the build made no ${prefix}*${extension}`);
  return found;
}

/** Of what is in a file: a part of its name. */
export function hashContent(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 10);
}
