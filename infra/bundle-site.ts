/** How the site's sources become scripts and styles: the only esbuild settings of the site. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Phones of the last five years: iOS 15.4, Android with a current Chrome. */
const BROWSERS = ['chrome100', 'safari15.4', 'firefox100'];

const PAGE: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: BROWSERS,
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  write: false,
  outdir: 'assets',
  loader: { '.svg': 'file' },
  assetNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
};

export interface BuiltFile {
  /** Path on the site, `/assets/main-….js`. */
  readonly url: string;
  readonly bytes: Uint8Array;
  /** Of a script: the files that it imports before it runs, their imports included. */
  readonly imports: readonly string[];
}

export interface BundleSiteOptions {
  /** Source file by name of the output. */
  readonly entries: Readonly<Record<string, string>>;
  /** Constants that the sources declare. */
  readonly define: Readonly<Record<string, unknown>>;
  /** Puts the output at the site's root under its plain name: only for what must keep its address, as a service worker must. */
  readonly isAtRoot?: boolean;
}

export async function bundleSite({
  entries,
  define,
  isAtRoot = false,
}: BundleSiteOptions): Promise<readonly BuiltFile[]> {
  const { outputFiles = [], metafile } = await build({
    ...PAGE,
    entryPoints: { ...entries },
    entryNames: isAtRoot ? '[name]' : '[name]-[hash]',
    // A service worker is one classic script: not every browser takes a module there.
    ...(isAtRoot ? { splitting: false, format: 'iife' } : {}),
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
  });
  const folder = isAtRoot ? '' : '/assets';
  return outputFiles.map(({ path, contents }) => ({
    url: `${folder}/${basename(path)}`,
    bytes: contents,
    imports: findImports(metafile, `assets/${basename(path)}`).map((name) => `${folder}/${basename(name)}`),
  }));
}

function findImports(metafile: Metafile | undefined, output: string): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    for (const { path, kind, external } of metafile?.outputs[name]?.imports ?? []) {
      if (kind !== 'import-statement' || external || found.has(path)) continue;
      found.add(path);
      visit(path);
    }
  };
  visit(output);
  return [...found];
}
