import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../../../infra/build/build-site.ts';
import type { BuiltFile } from '../../../infra/build/bundle-site.ts';
import { PRICE_LIST, TERMS } from '../../../infra/config/prices.ts';
import { readSiteFiles } from '../../../infra/operate/site-files.ts';
import { findTermsText } from '../../../origin/terms.ts';
import { BOOK_WORDS } from '../../../site/i18n/book-words.ts';

let outdir: string;
let off: readonly BuiltFile[];
let on: readonly BuiltFile[];
let added: readonly BuiltFile[];

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'edgeshot-book-'));
  off = (await buildSite({ outdir })).files;
  on = (await buildSite({ outdir, withBookings: true })).files;
  added = on.filter(({ url }) => !off.some((file) => file.url === url));
});
afterAll(() => rm(outdir, { recursive: true, force: true }));

const find = (part: string) => {
  const found = added.find(({ url }) => url.includes(part));
  if (!found) throw new Error(part);
  return found;
};
const weigh = (urls: readonly string[]) =>
  on.filter(({ url }) => urls.includes(url)).reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0);
/** A script, and all that it imports before it runs. */
const withImports = (...parts: readonly string[]) => [
  ...new Set(parts.map(find).flatMap(({ url, imports }) => [url, ...imports])),
];

describe('a site without bookings', () => {
  it('has no page, script or style of them, but for the dispatcher’s part, which only a deployment with bookings asks for', () => {
    const isDispatchers = (url: string) => /^\/assets\/bookings-\w+\.js$/.test(url);
    expect(off.filter(({ url }) => /book|status-/.test(url) && !isDispatchers(url))).toEqual([]);
    // The service worker leaves the path to the network, whatever is there.
    const told = off.filter(
      ({ url, bytes }) =>
        url !== '/service-worker.js' &&
        !isDispatchers(url) &&
        /booking-secret|["'`]\/bookings/.test(Buffer.from(bytes).toString()),
    );
    expect(told.map(({ url }) => url)).toEqual([]);
  });

  it('is the very same where there are bookings, but for what they add and the release’s name', () => {
    const shared = on.filter(({ url }) => url.startsWith('/assets/') && !added.some((file) => file.url === url));
    expect(shared.map(({ url }) => url).sort()).toEqual(
      off
        .map(({ url }) => url)
        .filter((url) => url.startsWith('/assets/'))
        .sort(),
    );
  });
});

describe('the pages of bookings', () => {
  it('weigh at most 30 KiB of script each, what keeps and sends photos among it', () => {
    const [form, status] = [withImports('/book-form-', '/book-photos-'), withImports('/book-status-', '/send-photos-')];
    expect([weigh(form) <= 30 * 1024, weigh(status) <= 30 * 1024]).toEqual([true, true]);
    // So much on slow 3G (50 KB/s) before the form is whole: page, style, nothing else.
    expect(weigh(['/book.html', find('/book-look-').url])).toBeLessThanOrEqual(5 * 1024);
  });

  it('are files of the release, and none that the service worker keeps', async () => {
    const { objects } = await readSiteFiles(outdir);
    for (const name of ['book.html', 'book-es.html', 'book-status.html']) {
      expect(objects.some(({ key }) => key.endsWith(`/${name}`))).toBe(true);
    }
    const worker = await readFile(join(outdir, 'service-worker.js'), 'utf8');
    expect(worker).not.toMatch(/assets\/book-/);
  });

  it.each(['book.html', 'book-es.html'])('%s is a whole form without script, with every price', async (name) => {
    const page = await readFile(join(outdir, name), 'utf8');
    expect(page).toContain('<form method="post" action="/bookings"');
    expect(page).toContain(`name="terms" value="${TERMS}"`);
    for (const { id, amount } of [...PRICE_LIST.sizes, ...PRICE_LIST.extras]) {
      expect(page).toMatch(new RegExp(`data-price="${id}">\\$${amount / 100}\\.00<`));
    }
    expect(page).not.toMatch(/\{[a-z_]+\}|<!--[a-z-]+-->|<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  });

  it('let the terms be read in both languages, from each form and without script', async () => {
    const page = await readFile(join(outdir, 'book-terms.html'), 'utf8');
    for (const language of ['en', 'es'] as const) {
      const [first = ''] = (findTermsText(TERMS, language) ?? '').split('\n');
      expect(page).toContain(`<section lang="${language}" id="${language}">`);
      expect(page).toContain(`<p>${first}</p>`);
      const form = await readFile(join(outdir, language === 'en' ? 'book.html' : 'book-es.html'), 'utf8');
      expect(form).toContain(`<a href="/book/terms#${language}" target="_blank">`);
    }
    expect(page).not.toContain('<script');
  });

  it('say the same in both languages', () => {
    const [en, es] = [BOOK_WORDS.en, BOOK_WORDS.es];
    expect(Object.keys(es)).toEqual(Object.keys(en));
    for (const [word, text] of Object.entries(en)) {
      const other = es[word as keyof typeof es];
      expect([word, other.includes('{}')]).toEqual([word, text.includes('{}')]);
    }
  });
});
