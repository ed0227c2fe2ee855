import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORM_PAGE, LANDING_PAGE } from '../../../edge/core/viewer-contract.ts';
import { type BuiltSite, buildSite } from '../../../infra/build/build-site.ts';
import { readSiteFiles } from '../../../infra/operate/site-files.ts';
import { en } from '../../../site/i18n/en.ts';
import { enLazy } from '../../../site/i18n/en-lazy.ts';
import { es } from '../../../site/i18n/es.ts';
import { esLazy } from '../../../site/i18n/es-lazy.ts';

const KIB = 1024;
/** What no phone loads, the texts of both languages: it is bounded that nobody loses sight of it (docs/decisions/0103-one-language-per-phone.md). */
const BOTH_LANGUAGES_BYTES = 128_500;

let outdir: string;
let site: BuiltSite;

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'edgeshot-site-'));
  site = await buildSite({ outdir });
});

afterAll(async () => {
  await rm(outdir, { recursive: true, force: true });
});

const text = (name: string) => readFile(join(outdir, name), 'utf8');

function gzippedBytes(isCounted: (url: string) => boolean): number {
  return site.files
    .filter(({ url }) => isCounted(url))
    .reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).byteLength, 0);
}

const isOfDashboard = (url: string) => url.endsWith('.js') && !url.startsWith('/assets/link-');

describe('complaint: the uploader weighs more than its photos', () => {
  it('holds the scripts on the way to the first capture to 20 KiB gzip', () => {
    expect(gzippedBytes((url) => site.firstScripts.includes(url))).toBeLessThanOrEqual(20 * KIB);
  });

  it.each([
    { language: 'English', other: 'es' },
    { language: 'Spanish', other: 'en' },
  ])(
    'holds all scripts that a phone in $language ever loads to 120 KiB gzip, but for those of customers’ links',
    ({ other }) => {
      const ofOther = site.files.filter(({ url }) => url.startsWith(`/assets/${other}-`));
      expect(ofOther.length).toBeGreaterThan(0);
      expect(gzippedBytes((url) => isOfDashboard(url) && !url.startsWith(`/assets/${other}-`))).toBeLessThanOrEqual(
        120 * KIB,
      );
    },
  );

  it('holds those of both languages to what they were when they were parted', () => {
    expect(gzippedBytes(isOfDashboard)).toBeLessThanOrEqual(BOTH_LANGUAGES_BYTES);
  });

  it('has no text of a part in a script that phones of both languages load', async () => {
    const scripts = site.files.filter(({ url }) => isOfDashboard(url) && !/^\/assets\/(en|es)-/.test(url));
    const all = scripts.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n');
    const texts = Object.values({ ...enLazy, ...esLazy }).map((text) => (typeof text === 'string' ? text : text.other));
    const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
    const long = texts.filter((text) => text.length > 24);
    expect(long.length).toBeGreaterThan(150);
    expect(long.filter((text) => all.includes(text) || all.includes(escaped(text)))).toEqual([]);
  });

  it('holds all scripts of a customer’s link to 30 KiB gzip, what sends its photos among them', () => {
    const page = site.files.find(({ url }) => url.includes('/link-page-'));
    const scripts = [page?.url, ...(page?.imports ?? [])];
    const isOfLink = (url: string) => scripts.includes(url) || /\/link-[^-]+\.js$/.test(url);
    expect(gzippedBytes(isOfLink)).toBeLessThanOrEqual(30 * KIB);
    expect(gzippedBytes((url) => /\/link-[^/]*\.js$/.test(url))).toBeLessThanOrEqual(6.5 * KIB);
  });

  it.each([
    { part: 'photo-parts', most: 6.5 },
    { part: 'office-parts', most: 17.5 },
    { part: 'bookings', most: 3 },
    { part: 'issuer', most: 6 },
  ])('holds $part, which is loaded when it is opened, to $most KiB gzip', ({ part, most }) => {
    const bytes = gzippedBytes((url) => url.includes(`/${part}-`));
    expect([bytes > 0, bytes <= most * KIB]).toEqual([true, true]);
  });

  it('cuts the scripts into few files: each costs a request, and says again what the others have said', () => {
    const scripts = site.files.filter(({ url }) => url.endsWith('.js'));
    for (const other of ['en', 'es']) {
      expect(scripts.filter(({ url }) => !url.startsWith(`/assets/${other}-`)).length).toBeLessThanOrEqual(24);
    }
  });

  it.each(['site/README.md', 'docs/architecture.md', 'docs/decisions/0018-the-page-in-two-waves.md'])(
    'has both numbers right in %s',
    async (path) => {
      const document = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
      expect(document).toMatch(
        /first capture[^.]*\b20 KiB\b[^.]*\ball (scripts )?together 120\b[^.]*\bin one language\b/,
      );
    },
  );
});

describe('buildSite', () => {
  it('gives every asset a name with the hash of its content, and builds the same twice', async () => {
    const names = await readdir(join(outdir, 'assets'));
    expect(names.filter((name) => !/-[0-9A-Za-z]{8,10}\.(js|css|svg|png)$/.test(name))).toEqual([]);
    const second = await buildSite({ outdir });
    expect(second.files.map(({ url }) => url)).toEqual(site.files.map(({ url }) => url));
  });

  it('builds no content under two names', () => {
    expect(new Set(site.files.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).size).toBe(site.files.length);
  });

  it('names only files that it built', async () => {
    const built = new Set(site.files.map(({ url }) => url));
    const named = [...(await text('index.html')).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, url]) => url ?? '');
    const icons: unknown = JSON.parse(await text('manifest.webmanifest')).icons.map(({ src }: { src: string }) => src);
    expect(named.concat(icons as string[]).filter((url) => !built.has(url))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  it('lets the service worker keep every file but itself, painted icons and the ways without the dashboard; texts by language', async () => {
    const worker = await text('service-worker.js');
    const [, list = '[]'] = /SHELL_FILES=(\[[^\]]*\])/.exec(worker) ?? [];
    const texts = JSON.parse(/SHELL_TEXTS=(\{[^}]*\})/.exec(worker)?.[1] ?? '{}') as Record<string, string[]>;
    expect(Object.entries(texts).map(([language, files]) => [language, files.length])).toEqual([
      ['en', 1],
      ['es', 2],
    ]);
    const isKept = (url: string) =>
      !/^\/(service-worker\.js|form.*|l\.html|shortcut\.html|assets\/(show-lines-|shortcut-|link-).*|assets\/.*\.png)$/.test(
        url,
      );
    const expected = site.files.map(({ url }) => url).filter(isKept);
    expect([...JSON.parse(list), ...Object.values(texts).flat()].sort()).toEqual(expected.sort());
  });

  it('names the release by all that is in it, and has the service worker take its page from there', async () => {
    expect(site.release).toMatch(/^[0-9a-f]{10}$/);
    expect(await text('service-worker.js')).toContain(`RELEASE_PATH="/r/${site.release}"`);
    expect(JSON.parse(await text('release.json'))).toEqual({
      release: site.release,
      files: site.files.map(({ url }) => url),
    });
  });

  it('compresses each text beforehand, the scripts of a capture to less than gzip makes of them', async () => {
    const { objects } = await readSiteFiles(outdir);
    expect(new Set(objects.map(({ key }) => key)).size).toBe(objects.length);
    const compressed = objects.filter(({ contentEncoding }) => contentEncoding === 'br');
    expect(compressed.map(({ key }) => key).filter((key) => /\.png$/.test(key))).toEqual([]);
    for (const { key, path } of compressed) {
      const plain = objects.find((each) => `br/${each.key}` === key);
      const bytes = await readFile(plain?.path ?? '');
      expect(brotliDecompressSync(await readFile(path)).equals(bytes)).toBe(true);
    }
    const sizes = site.firstScripts.map(async (url) => {
      const bytes = await readFile(join(outdir, url));
      return [(await readFile(join(outdir, 'br', url))).length, gzipSync(bytes, { level: 9 }).length] as const;
    });
    const sum = (index: 0 | 1, all: readonly (readonly [number, number])[]) =>
      all.reduce((total, each) => total + each[index], 0);
    const all = await Promise.all(sizes);
    expect(sum(0, all)).toBeLessThan(sum(1, all));
  });

  it('has the words of the first two buttons as the rest of the site says them', async () => {
    const words = [...(await text('index.html')).matchAll(/<span data-es="([^"]+)">([^<]+)</g)].map(
      ([, ...both]) => both,
    );
    expect(words).toEqual([
      [es['job.capture'], en['job.capture']],
      [es['job.library'], en['job.library']],
    ]);
  });

  it('compiles nothing before the first frame but the script that makes it', async () => {
    const page = await text('index.html');
    const scripts = [...page.matchAll(/<script[^>]*src="([^"]+)"/g)].map(([, url]) => url);
    expect(scripts).toEqual([site.firstScripts[0]]);
    expect(page).not.toContain('modulepreload');
    const preloads = [...page.matchAll(/<link rel="preload" as="script"[^>]* href="([^"]+)"/g)];
    expect(preloads.map(([, url]) => url)).toEqual(site.firstScripts.slice(1));
    expect(preloads.every(([link]) => link.includes('fetchpriority="low"'))).toBe(true);
  });

  it('writes the way without script: pages that run nothing, and styles where the edge’s page looks for them', async () => {
    const plain = site.files.filter(({ url }) => url.startsWith('/form'));
    expect(plain.map(({ url }) => url)).toEqual([FORM_PAGE, LANDING_PAGE, '/form.css']);
    const built = new Set(site.files.map(({ url }) => url));
    for (const name of [FORM_PAGE, LANDING_PAGE]) {
      const page = await text(name);
      expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|as="script"/i);
      // Of its own release, whichever is live by the time that it is asked for.
      expect(page).toContain(`href="/r/${site.release}/form.css"`);
      const named = [...page.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, url]) => url ?? '');
      expect(named.map((url) => url.replace(`/r/${site.release}`, '')).filter((url) => !built.has(url))).toEqual([]);
    }
    expect(await text('form.css')).not.toMatch(/@import|url\(/);
  });

  it('writes a page that a content security policy without unsafe-inline runs', async () => {
    const page = await text('index.html');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:/i);
    for (const { url, bytes } of site.files.filter((file) => file.url.endsWith('.js'))) {
      expect([url, /\beval\(|new Function\(/.test(Buffer.from(bytes).toString())]).toEqual([url, false]);
    }
  });
});
