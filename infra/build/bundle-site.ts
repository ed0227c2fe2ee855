/** How the site's sources become scripts and styles: the only settings of the site's esbuild and minifier. */
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JsMinifyOptions, minify } from '@swc/core';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { dropProse } from './drop-prose.ts';
import { dropUnused } from './drop-unused.ts';
import { encodeNames, hasCodes, packWords, TABLES } from './pack-words.ts';
import { listLoadedWith, putTogether } from './together.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTDIR = 'assets';

/** Phones of the last five years: iOS 15.4, Android with a current Chrome. */
const BROWSERS = ['chrome100', 'safari15.4', 'firefox100'];

/** Takes the indentation out of the screens' sources, and so out of the templates, where esbuild must leave it; and the names of texts. */
const readSource: Plugin = {
  name: 'read-source',
  async setup({ onLoad, onResolve }) {
    const { ofMain, ofWorker } = await listSources();
    const always = [...ofMain].map((path) => join(ROOT, path)).filter((path) => ofWorker.has(path));
    const words = packWords(ROOT, ofMain);
    onResolve({ filter: new RegExp(`^${TABLES}$`) }, () => ({ path: TABLES, namespace: TABLES }));
    onLoad({ filter: /./, namespace: TABLES }, () => ({ contents: words.tables }));
    onLoad({ filter: /\/site\/.*\.ts$/ }, async ({ path, pluginData }) => {
      const name = relative(ROOT, path);
      const text = words.languages.get(name) ?? (await readFile(path, 'utf8'));
      const plain = path.includes('/site/ui/') ? text.replace(/\n\s+/g, '\n') : text;
      const source = pluginData !== OF_LINK && hasCodes(name) ? encodeNames(plain, words) : plain;
      const ground = GROUNDS.find((each) => each === pluginData);
      const before = [...(ground ? [ground] : []), ...listLoadedWith(ROOT, name, always)];
      const contents = before.map((path) => `import ${JSON.stringify(path)};\n`).join('') + source;
      const isOfLink = pluginData === OF_LINK || path.includes('/site/link/');
      return { contents, loader: 'ts', ...(isOfLink ? { pluginData: OF_LINK } : {}) };
    });
  },
};

const readLibrary: Plugin = {
  name: 'read-library',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/.*\.js$/ }, async ({ path }) => {
      const contents = dropUnused(path, await readFile(path, 'utf8'));
      return { contents: path.includes('/oauth4webapi/') ? dropProse(contents) : contents };
    });
  },
};

const MAIN = join(ROOT, 'site/ui/main.ts');
const LAZY = join(ROOT, 'site/ui/lazy.ts');
/** What is loaded before anything else is: the page; and before what the lazy parts load, these. */
const GROUNDS = [MAIN, LAZY];
const OF_LINK = 'link';

/**
 * esbuild makes one chunk for each set of entries that share a module: nine small files on the way to the first capture. What is
 * imported lazily needs the whole page anyway; an import that says so keeps the page in one piece (1.4 KB less, gzip). So it does
 * with the lazy parts, for what they import lazily themselves.
 */
const keepMainWhole: Plugin = {
  name: 'keep-main-whole',
  async setup(build) {
    const { grounds, ofWorker } = await listSources();
    putTogether(build, { root: ROOT, groundOf: (source) => grounds.get(source) });
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, pluginData }) => {
      const source = join(resolveDir, path);
      // The page of a link shares with the dashboard what the service worker does, and nothing that the dashboard keeps in one piece.
      const isApart = pluginData === OF_LINK && !ofWorker.has(source);
      if (isApart) return { path: source, suffix: '?link', pluginData: OF_LINK };
      const ground = grounds.get(source);
      return ground === undefined ? undefined : { path: source, pluginData: ground };
    });
  },
};

interface Sources {
  readonly grounds: ReadonlyMap<string, string>;
  readonly ofWorker: ReadonlySet<string>;
  /** On the way to the first capture, by their path in the repository. */
  readonly ofMain: ReadonlySet<string>;
}

/**
 * What anybody imports lazily, and on which ground; but for what the service worker imports before it runs: that must not import the page.
 * Known beforehand, for esbuild loads a file once, with what the first of its importers says, and which one that is was chance.
 */
async function listSources(): Promise<Sources> {
  const worker = 'site/service-worker.ts';
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['site/ui/main.ts', worker],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: OUTDIR,
    write: false,
    metafile: true,
    loader: { '.svg': 'file' },
  });
  const importsOf = (source: string) => metafile.inputs[source]?.imports ?? [];
  const listLoadedWith = (entry: string) => {
    const loaded = new Set([entry]);
    for (const source of loaded) {
      for (const { kind, path } of importsOf(source)) if (kind !== 'dynamic-import') loaded.add(path);
    }
    return loaded;
  };
  const [ofWorker, ofMain] = [listLoadedWith(worker), listLoadedWith('site/ui/main.ts')];
  const ofLazy = listLoadedWith('site/ui/lazy.ts');
  const grounds = new Map<string, string>();
  for (const source of Object.keys(metafile.inputs)) {
    const ground = ofLazy.has(source) && !ofMain.has(source) ? LAZY : MAIN;
    for (const { kind, path } of importsOf(source)) {
      if (kind !== 'dynamic-import' || ofWorker.has(path)) continue;
      const lazy = join(ROOT, path);
      grounds.set(lazy, grounds.get(lazy) === MAIN ? MAIN : ground);
    }
  }
  return { grounds, ofWorker: new Set([...ofWorker].map((path) => join(ROOT, path))), ofMain };
}

const SITE: BuildOptions = {
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
  outdir: OUTDIR,
  publicPath: `/${OUTDIR}/`,
  loader: { '.svg': 'file' },
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  plugins: [keepMainWhole, readSource, readLibrary],
};

/** What esbuild made small, made smaller: it does not look across statements. 3 %, gzip. No function here is a constructor. */
const SMALLER: JsMinifyOptions = {
  module: true,
  compress: { passes: 4, unsafe_methods: true, unsafe_arrows: true, ecma: 2020 },
  mangle: { toplevel: true },
};

export interface BuiltFile {
  /** Path on the site, `/assets/main-….js`. */
  readonly url: string;
  readonly bytes: Uint8Array;
  /** Of a script: the files that it imports before it runs, their imports included. */
  readonly imports: readonly string[];
}

export interface BundleOptions {
  /** The constants that the sources declare. */
  readonly define?: Readonly<Record<string, unknown>>;
  /** One script that holds the parser, instead of modules that share what they have in common. */
  readonly classic?: boolean;
  /** Pages that share nothing with the dashboard, which is then not kept in one piece among them. */
  readonly isApart?: boolean;
}

/** Bundles the sources `entries`, by name of the output. */
export async function bundleSite(
  entries: Readonly<Record<string, string>>,
  { define = {}, classic = false, isApart = false }: BundleOptions = {},
): Promise<readonly BuiltFile[]> {
  const { outputFiles = [], metafile } = await build({
    ...SITE,
    ...(classic ? { format: 'iife', splitting: false } : {}),
    ...(isApart ? { plugins: [readLibrary] } : {}),
    entryPoints: { ...entries },
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
  });
  const given = new Set(Object.values(entries).map((path) => relative(ROOT, path)));
  const built = outputFiles.map(async ({ path, text, contents }) => {
    const output = `${OUTDIR}/${basename(path)}`;
    const { entryPoint } = metafile?.outputs[output] ?? {};
    const isLazy = entryPoint !== undefined && !given.has(entryPoint);
    const script = isLazy ? withoutBareImports(text) : text;
    return {
      url: toUrl(path),
      bytes: path.endsWith('.js') ? Buffer.from((await minify(script, SMALLER)).code) : contents,
      imports: findImports(metafile, output).map(toUrl),
    };
  });
  return Promise.all(built);
}

/** What is imported lazily need not make sure that the page has run: the page has imported it. */
function withoutBareImports(script: string): string {
  return script.replace(/^(?:import[^;]+;)+/, (imports) => imports.replace(/import"[^"]+";/g, ''));
}

function toUrl(path: string): string {
  return `/${OUTDIR}/${basename(path)}`;
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
