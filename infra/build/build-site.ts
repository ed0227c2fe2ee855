/**
 * Builds the dashboard. `outdir`/assets/ gets the files that carry a hash of their content in their names (served as
 * immutable), `outdir` itself all others (revalidated each time), `br/` what of both can be compressed, compressed, and
 * `release.json` what belongs to the release. `config.json` is not made here: each deployment puts its own.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { LANGUAGES } from '../../site/i18n/translate.ts';
import { buildBookingPages } from './build-booking-pages.ts';
import { type BuiltFile, bundleSite } from './bundle-site.ts';
import { writeReleaseFiles } from './release-files.ts';
import { findFile, hashContent, readPage, SITE } from './site-page.ts';

/** Drawn icons and the sizes, px, in which they are also painted, for systems that take no SVG. */
const ICONS = [
  { source: 'icons/icon.svg', painted: { 'icons/icon-192.png': 192, 'icons/icon-512.png': 512 } },
  { source: 'icons/maskable.svg', painted: { 'icons/maskable-512.png': 512, 'icons/touch-180.png': 180 } },
] as const;

/** Three flat colours and their edges. */
const PNG = { palette: true, colours: 16, dither: 0, effort: 10 } as const;

export interface BuiltSite {
  /** Names the release: a hash over all that is in it. */
  readonly release: string;
  /** Every file of the site, as the browser asks for it: `/assets/main-….js`. */
  readonly files: readonly BuiltFile[];
  /** The scripts that a photo needs before it is safe on the phone, of `files`. */
  readonly firstScripts: readonly string[];
}

export interface BuildSiteOptions {
  readonly outdir: string;
  /** Whether there are the pages on which customers book: only where payments are taken. */
  readonly withBookings?: boolean;
}

/** Builds into `outdir`, which is emptied. */
export async function buildSite({ outdir, withBookings = false }: BuildSiteOptions): Promise<BuiltSite> {
  const scripts = await bundleScripts();
  const { main, captureBar, serviceWorker, shrinkWorker, styles, others } = scripts;
  const icons = await buildIcons(others);
  const addresses = new Map([
    ...icons.map(({ source, file }) => [`./${source}`, file.url] as const),
    ['./styles/site.css', styles.url] as const,
    ['./ui/capture/first-capture-bar.ts', captureBar.url] as const,
    ['./ui/main.ts', main.url] as const,
    ['./outbox/shrink-worker.ts', shrinkWorker.url] as const,
  ]);
  const mainScripts = [main.url, ...main.imports];
  const pages = await Promise.all(
    ['index.html', 'manifest.webmanifest'].map((name) => readPage(name, { addresses, scripts: mainScripts })),
  );
  const assets = new Set([...others, captureBar, ...icons.map(({ file }) => file)]);
  const shell = [...pages, ...assets].filter(isOfShell);
  const plainPages = [
    ...(await buildPlainPages(addresses)),
    await buildLinkPage(scripts, addresses),
    ...(withBookings ? await buildBookingPages(addresses) : []),
  ];
  const release = hashContent([...pages, ...plainPages, ...assets, serviceWorker].map(toNamedHash).join());
  const files = [
    ...pages,
    ...plainPages.map((page) => withOwnStyles(page, release)),
    ...assets,
    toServiceWorker(serviceWorker, shell, release),
  ];
  await writeFiles(files, outdir);
  await writeReleaseFiles(outdir, { release, files });
  return { release, files, firstScripts: [captureBar.url, ...mainScripts] };
}

interface Scripts {
  readonly main: BuiltFile;
  readonly captureBar: BuiltFile;
  readonly serviceWorker: BuiltFile;
  readonly shrinkWorker: BuiltFile;
  readonly styles: BuiltFile;
  /** Of the page of a customer's link: its first script, what that loads, and its styles. */
  readonly link: BuiltFile;
  readonly linkPage: BuiltFile;
  readonly linkLook: BuiltFile;
  /** All but the capture bar and the service worker: `main`, `shrinkWorker` and `styles` among them. */
  readonly others: readonly BuiltFile[];
}

async function bundleScripts(): Promise<Scripts> {
  const [scripts, captureBars] = await Promise.all([
    bundleSite({
      main: join(SITE, 'ui/main.ts'),
      site: join(SITE, 'styles/site.css'),
      link: join(SITE, 'link/link.ts'),
      'link-look': join(SITE, 'styles/link.css'),
      'service-worker': join(SITE, 'service-worker.ts'),
      'shrink-worker': join(SITE, 'outbox/shrink-worker.ts'),
    }),
    bundleSite({ 'first-capture-bar': join(SITE, 'ui/capture/first-capture-bar.ts') }, { classic: true }),
  ]);
  const { stub, main } = findMain(scripts);
  const serviceWorker = findFile(scripts, 'service-worker-');
  return {
    main,
    captureBar: findFile(captureBars, 'first-capture-bar-'),
    serviceWorker,
    shrinkWorker: findFile(scripts, 'shrink-worker-'),
    styles: findFile(scripts, 'site-', '.css'),
    ...findLinkFiles(scripts),
    others: scripts.filter((file) => file !== serviceWorker && file !== stub),
  };
}

async function writeFiles(files: readonly BuiltFile[], outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(join(outdir, 'assets'), { recursive: true });
  await Promise.all(files.map(({ url, bytes }) => writeFile(join(outdir, url), bytes)));
}

function findLinkFiles(scripts: readonly BuiltFile[]) {
  const linkPage = findFile(scripts, 'link-page-');
  const link = findFile(
    scripts.filter((file) => file !== linkPage),
    'link-',
  );
  return { link, linkPage, linkLook: findFile(scripts, 'link-look-', '.css') };
}

/** The page of a customer's link, which shares what it sends photos by with the dashboard. */
async function buildLinkPage(
  { link, linkPage, linkLook }: Scripts,
  addresses: ReadonlyMap<string, string>,
): Promise<BuiltFile> {
  const all = new Map([...addresses, ['./link/link.ts', link.url], ['./styles/link.css', linkLook.url]]);
  return readPage('l.html', { addresses: all, scripts: [linkPage.url, ...linkPage.imports] });
}

/** The ways without the dashboard: pages that no service worker keeps, and styles at an address that the edge can know. */
async function buildPlainPages(addresses: ReadonlyMap<string, string>): Promise<readonly BuiltFile[]> {
  const [[styles], shortcut] = await Promise.all([
    bundleSite({ form: join(SITE, 'styles/form.css') }),
    bundleSite({ 'show-lines': join(SITE, 'shortcut/show-lines.ts'), shortcut: join(SITE, 'styles/shortcut.css') }),
  ]);
  if (!styles) throw new Error('the build made no form.css');
  const all = new Map([
    ...addresses,
    ['./shortcut/show-lines.ts', findFile(shortcut, 'show-lines-').url],
    ['./styles/shortcut.css', findFile(shortcut, 'shortcut-', '.css').url],
  ]);
  const pages = ['form.html', 'form-sent.html', 'shortcut.html'].map((name) =>
    readPage(name, { addresses: all, scripts: [] }),
  );
  return [...(await Promise.all(pages)), { ...styles, url: '/form.css' }, ...shortcut];
}

/**
 * A service worker must keep its address, stand at the root, and know the files of the version that it keeps, texts by their language: all
 * but the painted icons, which only an installation asks for, and the page of links, which is opened with signal.
 */
function toServiceWorker({ bytes, imports }: BuiltFile, shell: readonly BuiltFile[], release: string): BuiltFile {
  const urls = shell.map(({ url }) => url);
  const constants = {
    SHELL_VERSION: hashContent(shell.map(toNamedHash).join()),
    SHELL_FILES: urls.filter((url) => languageOf(url) === undefined),
    SHELL_TEXTS: Object.fromEntries(
      Object.keys(LANGUAGES).map((language) => [language, urls.filter((url) => languageOf(url) === language)]),
    ),
    RELEASE_PATH: `/r/${release}`,
  };
  const list = Object.entries(constants).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return { url: '/service-worker.js', bytes: Buffer.concat([Buffer.from(`const ${list};`), bytes]), imports };
}

/** Of a file of texts. A phone loads and keeps those of the languages that it speaks. */
function languageOf(url: string): string | undefined {
  return Object.keys(LANGUAGES).find((language) => url.startsWith(`/assets/${language}-`));
}

function toNamedHash({ url, bytes }: BuiltFile): string {
  return url + hashContent(bytes);
}

/** The styles of the page's own release; `/form.css` is that of whichever is live, for the edge's own page. */
function withOwnStyles({ url, bytes, imports }: BuiltFile, release: string): BuiltFile {
  const text = Buffer.from(bytes).toString().replaceAll('href="/form.css"', `href="/r/${release}/form.css"`);
  return { url, bytes: url.endsWith('.html') ? Buffer.from(text) : bytes, imports };
}

function isOfShell({ url }: BuiltFile): boolean {
  return !url.endsWith('.png') && !url.startsWith('/assets/link-');
}

interface Icon {
  /** As the page and the manifest name it. */
  readonly source: string;
  readonly file: BuiltFile;
}

/** An icon that the styles name, and that was `built` with them, is not built again. */
async function buildIcons(built: readonly BuiltFile[]): Promise<readonly Icon[]> {
  const icons = ICONS.map(async ({ source, painted }) => {
    const drawing = await readFile(join(SITE, source));
    const paintings = Object.entries(painted).map(async ([name, size]) => ({
      source: name,
      file: toAsset(name, await sharp(drawing, { density: 600 }).resize(size).png(PNG).toBuffer()),
    }));
    const file = built.find(({ bytes }) => drawing.equals(bytes)) ?? toAsset(source, drawing);
    return [{ source, file }, ...(await Promise.all(paintings))];
  });
  return (await Promise.all(icons)).flat();
}

function toAsset(name: string, bytes: Uint8Array): BuiltFile {
  const extension = extname(name);
  return { url: `/assets/${basename(name, extension)}-${hashContent(bytes)}${extension}`, bytes, imports: [] };
}

/**
 * The lazy parts import the page, so that esbuild puts it into a chunk and leaves of the entry a stub that imports this chunk:
 * one file less to fetch.
 */
function findMain(scripts: readonly BuiltFile[]): { readonly stub: BuiltFile; readonly main: BuiltFile } {
  const stub = findFile(scripts, 'main-');
  const main = scripts.find(
    ({ url, imports }) => stub.imports.includes(url) && imports.length === stub.imports.length - 1,
  );
  if (!main || !/^(import"[^"]+";?)+$/.test(stub.bytes.toString().trim())) {
    throw new Error('the page is not in one chunk');
  }
  return { stub, main };
}
