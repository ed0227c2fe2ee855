/**
 * The pages on which customers book. A build of its own, so that nothing of them is where no payments are taken, and the dashboard's scripts
 * are cut as ever. The form is one source: words and prices are put in, one page for each language.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BOOKING_PAGES } from '../../edge/booking-api.ts';
import { formatMoney } from '../../origin/money.ts';
import { findTermsText } from '../../origin/terms.ts';
import { BOOK_FORM_WORDS, type BookFormWord } from '../../site/i18n/book-form-words.ts';
import type { Language } from '../../site/i18n/translate.ts';
import { PRICE_LIST, SLOTS, TERMS } from '../config/prices.ts';
import { type BuiltFile, bundleSite } from './bundle-site.ts';
import { findFile, readPage, SITE, toPage } from './site-page.ts';

/** @param addresses of what all pages share: their icons */
export async function buildBookingPages(addresses: ReadonlyMap<string, string>): Promise<readonly BuiltFile[]> {
  const entries = {
    'book-form': join(SITE, 'book/book.ts'),
    'book-status': join(SITE, 'book/status.ts'),
    'book-look': join(SITE, 'styles/book.css'),
  };
  const files = await bundleSite(entries, { isApart: true });
  const [book, status] = [findFile(files, 'book-form-'), findFile(files, 'book-status-')];
  const all = new Map([
    ...addresses,
    ['./styles/book.css', findFile(files, 'book-look-', '.css').url] as const,
    ['./book/book.ts', book.url] as const,
    ['./book/status.ts', status.url] as const,
  ]);
  const source = await readFile(join(SITE, 'book.html'), 'utf8');
  const toForm = (language: Language, name: string) =>
    toPage(name, renderForm(source, language), { addresses: all, scripts: book.imports });
  return [
    toForm('en', 'book.html'),
    toForm('es', 'book-es.html'),
    toPage('book-terms.html', renderTerms(await readFile(join(SITE, 'book-terms.html'), 'utf8')), {
      ...{ addresses: all, scripts: [] },
    }),
    await readPage('book-status.html', { addresses: all, scripts: status.imports }),
    ...files,
  ];
}

/** Puts words and prices in. */
function renderForm(source: string, language: Language): string {
  const other = language === 'en' ? 'es' : 'en';
  const words = BOOK_FORM_WORDS[language];
  const put: Readonly<Record<string, string>> = {
    ...words,
    other_path: BOOKING_PAGES.form[other],
    terms: words.terms.replace('{}', formatDate(TERMS, language)),
    terms_path: `${BOOKING_PAGES.terms}#${language}`,
  };
  return source
    .replace('<!--sizes-->', listSizes(language))
    .replace('<!--extras-->', listExtras(language))
    .replace('<!--half-days-->', listHalfDays(words))
    .replace('<!--terms-->', escapeHtml(TERMS))
    .replace('<html lang="en">', `<html lang="${language}">`)
    .replace('lang="es" hreflang="es"', `lang="${other}" hreflang="${other}"`)
    .replace(/\{([a-z_]+)\}/g, (_, name: string) => {
      if (put[name] === undefined) throw new Error(`site/book.html names a word that there is not: ${name}`);
      return escapeHtml(put[name]);
    });
}

/** In each language: which one was accepted, the booking knows. */
function renderTerms(source: string): string {
  const sections = (['en', 'es'] as const).map((language) => {
    const heading = BOOK_FORM_WORDS[language].terms_title.replace('{}', formatDate(TERMS, language));
    const paragraphs = (findTermsText(TERMS, language) ?? '')
      .split(/\n{2,}/)
      .map((text) => `<p>${escapeHtml(text)}</p>`);
    return `<section lang="${language}" id="${language}"><h1>${escapeHtml(heading)}</h1>${paragraphs.join('\n')}</section>`;
  });
  return source.replace('<!--terms-->', () => sections.join('\n'));
}

function listSizes(language: Language): string {
  const items = PRICE_LIST.sizes.map(
    ({ id, name, amount }) =>
      `<label class="choice"><input type="radio" name="size" value="${id}" required /><span>${escapeHtml(name[language])}</span><b data-price="${id}">${toPrice(amount, language)}</b></label>`,
  );
  return items.join('\n');
}

function listExtras(language: Language): string {
  const items = PRICE_LIST.extras.map(({ id, name, amount, most }) => {
    const counts = Array.from({ length: most + 1 }, (_, count) => `<option>${count}</option>`).join('');
    const price = `<span class="amount" data-price="${id}">${toPrice(amount, language)}</span>`;
    return `<div class="extra"><label for="extra_${id}">${escapeHtml(name[language])} ${price}</label><select id="extra_${id}" name="extra_${id}">${counts}</select></div>`;
  });
  return items.join('\n');
}

function listHalfDays(words: Readonly<Record<BookFormWord, string>>): string {
  const items = SLOTS.half_days.map(({ id, from, to }) => {
    const name = id === 'morning' || id === 'afternoon' ? words[id] : id;
    return `<label class="choice"><input type="radio" name="half_day" value="${id}" required /><span>${escapeHtml(name)}, ${from}–${to}</span></label>`;
  });
  return items.join('\n');
}

function toPrice(amount: number, language: Language): string {
  return escapeHtml(formatMoney(amount, PRICE_LIST.currency, language));
}

function formatDate(day: string, language: Language): string {
  const format = new Intl.DateTimeFormat(`${language}-US`, { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
