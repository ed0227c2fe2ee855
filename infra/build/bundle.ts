/** How sources become what is deployed: the only esbuild settings of everything but the site. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { addCodeCache } from './code-cache.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Lambda: nodejs24.x. The ESM builds of the packages are smaller and can be tree-shaken; CommonJS output starts sooner. */
const LAMBDA: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
};

/**
 * CloudFront Functions: runtime cloudfront-js-2.0, which is ECMAScript 5.1 and a list of later features. esbuild lowers
 * the rest where it can (`?.`, `??`, shorthand) and refuses it where it cannot (classes, destructuring, for-of, spread).
 */
const VIEWER: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'neutral',
  format: 'esm',
  target: 'es5',
  supported: {
    arrow: true,
    'async-await': true,
    'const-and-let': true,
    'exponent-operator': true,
    'regexp-named-capture-groups': true,
    'regexp-sticky-and-unicode-flags': true,
    'rest-argument': true,
    'template-literal': true,
  },
  external: ['cloudfront', 'crypto', 'querystring', 'buffer'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'ascii',
  logLevel: 'silent',
};

/** What of the SDK the edge imports and never uses: stubs replace it. */
const EDGE: BuildOptions = {
  alias: {
    '@aws-sdk/client-s3': join(ROOT, 'edge/sdk-stubs.ts'),
    '@smithy/core/config': join(ROOT, 'edge/sdk-stubs.ts'),
  },
};

/**
 * Bundles a Lambda@Edge function into `directory`: `handler.js`, its compiled code, and the `index.js` that loads both.
 * Returns the bytes of what has to be loaded.
 */
export async function bundleEdgeFunction(entry: string, directory: string): Promise<Uint8Array> {
  const module = await bundleLambda(directory, { ...EDGE, entryPoints: { index: entry } });
  await addCodeCache(directory);
  return Buffer.concat([module, await readFile(join(directory, 'handler.cache'))]);
}

export interface OriginFunction {
  readonly entry: string;
  /** Run in threads of their own, so they are files of their own: `heic-worker.js` and `pdf-worker.js` beside the function's. */
  readonly heicWorker: string;
  readonly pdfWorker: string;
  /** Whose native libraries go along: 'linux-x64' for Lambda. */
  readonly platform: string;
}

/**
 * Bundles the regional function into `directory`, with the packages beside it that cannot be bundled: sharp looks up its
 * addon and libvips (native) as packages at run time, and libheif-js is under the LGPL and must stay replaceable. PDFium's module is
 * copied beside it.
 */
export async function bundleOriginFunction(origin: OriginFunction, directory: string): Promise<Uint8Array> {
  const module = await bundleLambda(directory, {
    entryPoints: { index: origin.entry, 'heic-worker': origin.heicWorker, 'pdf-worker': origin.pdfWorker },
    external: ['sharp', 'libheif-js'],
    // Its CommonJS build: the other one looks for itself by import.meta.url, which a bundle of CommonJS has not.
    alias: { '@hyzyla/pdfium': createRequire(import.meta.url).resolve('@hyzyla/pdfium') },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  });
  await copyPackages(['sharp', ...listBinaries(origin.platform), 'libheif-js'], join(directory, 'node_modules'));
  await cp(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'), join(directory, 'pdfium.wasm'));
  return module;
}

/** Bundles the regional function that draws evidence: sharp and the fonts stand beside it. */
export async function bundleEvidenceFunction(entry: string, platform: string, directory: string): Promise<Uint8Array> {
  const module = await bundleLambda(directory, {
    entryPoints: { index: entry },
    external: ['sharp'],
    // Its CommonJS build: the other one looks for files beside itself by import.meta.url as soon as it is loaded.
    alias: { pdfkit: createRequire(import.meta.url).resolve('pdfkit') },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  });
  await copyPackages(['sharp', ...listBinaries(platform)], join(directory, 'node_modules'));
  const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
  const find = (name: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`);
  await Promise.all(fonts.map((name) => cp(find(name), join(directory, name))));
  return module;
}

function listBinaries(platform: string): readonly string[] {
  return [`@img/sharp-${platform}`, `@img/sharp-libvips-${platform}`];
}

/** Bundles a regional function that needs nothing beside it into `directory`. */
export function bundlePlainFunction(entry: string, directory: string): Promise<Uint8Array> {
  return bundleLambda(directory, { entryPoints: { index: entry } });
}

/** The constants that the sources of CloudFront Functions declare. */
export interface ViewerConstants {
  /** Whether the deployment takes payments. */
  readonly HAS_BOOKINGS: boolean;
}

/**
 * Bundles a CloudFront Function: one script with a top-level `handler`, as the runtime wants it.
 * @throws {Error} when the source exports anything but the function declaration `handler`.
 */
export async function bundleViewerFunction(
  entry: string,
  { HAS_BOOKINGS }: ViewerConstants = { HAS_BOOKINGS: false },
): Promise<string> {
  const define = { HAS_BOOKINGS: String(HAS_BOOKINGS) };
  const { outputFiles } = await build({ ...VIEWER, define, entryPoints: [entry], write: false });
  const module = outputFiles?.[0]?.text ?? '';
  const script = module.replace(/export\s*\{\s*handler\s*\};?\s*$/, '').trim();
  if (!/(^|[;}\s])function handler\(/.test(script) || /(^|[;}\s])export[\s{]/.test(script)) {
    throw new Error(`${entry}: must export one function declaration, \`handler\`, and nothing else`);
  }
  return `${script}\n`;
}

/** Returns the bytes of `index.js`. */
async function bundleLambda(directory: string, options: BuildOptions): Promise<Uint8Array> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const { outputFiles = [] } = await build({ ...LAMBDA, ...options, outdir: directory, write: false });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
  // Marks the modules as CommonJS wherever the folder is: this repository's own package.json says ESM.
  await writeFile(join(directory, 'package.json'), '{"type":"commonjs"}\n');
  return outputFiles.find(({ path }) => path === join(directory, 'index.js'))?.contents ?? new Uint8Array();
}

/** Copies packages and what they depend on, flat. Optional dependencies are left out: they are other platforms' binaries. */
async function copyPackages(names: readonly string[], directory: string): Promise<void> {
  const found = new Map<string, string>();
  for (const queue = [...names]; queue.length > 0; ) {
    const name = queue.shift() ?? '';
    if (found.has(name)) continue;
    const source = await findPackage(name);
    found.set(name, source);
    const manifest: { dependencies?: Record<string, string> } = JSON.parse(
      await readFile(join(source, 'package.json'), 'utf8'),
    );
    queue.push(...Object.keys(manifest.dependencies ?? {}));
  }
  await Promise.all(
    [...found].map(([name, source]) => cp(source, join(directory, name), { recursive: true, dereference: true })),
  );
}

async function findPackage(name: string): Promise<string> {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const path = join(folder, name);
    const isThere = await readFile(join(path, 'package.json')).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  const [, , os, cpu] = /^(@img\/sharp-(?:libvips-)?)(\w+)-(\w+)$/.exec(name) ?? [];
  const cure = os ? `run \`npm install --no-save --os=${os} --cpu=${cpu} sharp\`` : 'run `npm ci`';
  throw new Error(`the package ${name} is not installed under ${dirname(folders[0] ?? ROOT)}: ${cure}`);
}
