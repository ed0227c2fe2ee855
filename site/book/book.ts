/** The script of the booking page. The form works without it: it tells which half days are full, brings prices up to date, and keeps photos. */
import { BOOKING_PAGES, BOOKING_ROUTES, type BookingOffer } from '../../edge/booking-api.ts';
import { formatMoney } from '../../edge/money.ts';
import { BOOK_WORDS } from '../i18n/book-words.ts';
import type { Language } from '../i18n/translate.ts';
import { keepApart, toBookName } from '../link/keep-apart.ts';
import { beginDraft, createSecret, nameBooking, noteBooking, readDraft, readNotes } from './booking-notes.ts';
import { askBooking } from './read-booking.ts';
import { showCompany } from './show-company.ts';
import { keepTyped, readTyped } from './typed-fields.ts';

const language: Language = document.documentElement.lang === 'es' ? 'es' : 'en';
const words = BOOK_WORDS[language];
const form = document.querySelector('form') ?? document.createElement('form');
const part = <Tag extends HTMLElement>(selector: string) => document.querySelector<Tag>(selector);
const MOST_ASKED = 5;
const UNPAID = ['pending_payment', 'failed', 'expired'];

/** The photos that this page has not yet kept: the form waits for them. */
let keeping: Promise<unknown> = Promise.resolve();
let draft = readDraft();

/** Who has chosen a language here, or follows the page's own link to it, gets that; everybody else the phone's. */
function isOtherLanguage(): boolean {
  const chosen = localStorage.language ?? navigator.language;
  return language === 'en' && /^es/.test(chosen) && location.pathname !== BOOKING_PAGES.form.es;
}

/** A new id for each time that the form is sent: what was changed meanwhile is another booking, and the one before holds nothing unless it was paid. */
async function prepareId(): Promise<void> {
  const secret = createSecret();
  const booking_id = await nameBooking(secret);
  const field = form.elements.namedItem('id') as HTMLInputElement;
  field.value = secret;
  form.onsubmit = (event) => {
    noteBooking({ booking_id, secret, draft });
    keepTyped(form);
    if (!isKeeping()) return;
    event.preventDefault();
    void keeping.then(() => form.submit());
  };
}

function isKeeping(): boolean {
  return part('#photos')?.dataset.keeping === 'yes';
}

async function readOffer(): Promise<void> {
  const response = await fetch(BOOKING_ROUTES.offer).catch(() => null);
  if (!response?.ok) return;
  const offer = (await response.json()) as BookingOffer;
  for (const { id, amount } of [...offer.sizes, ...offer.extras]) {
    const price = part(`[data-price="${id}"]`);
    if (price) price.textContent = formatMoney(amount, offer.currency, language);
  }
  const day = form.elements.namedItem('day') as HTMLInputElement;
  day.min = offer.slots[0]?.day ?? '';
  day.max = offer.slots.at(-1)?.day ?? '';
  const show = () => showPlaces(day, offer.slots);
  day.onchange = show;
  show();
}

function showPlaces(day: HTMLInputElement, slots: BookingOffer['slots']): void {
  const ofDay = slots.filter((slot) => slot.day === day.value);
  for (const choice of form.querySelectorAll<HTMLInputElement>('[name="half_day"]')) {
    const isFull = ofDay.some(({ half_day, is_full }) => half_day === choice.value && is_full);
    choice.disabled = isFull;
    if (isFull) choice.checked = false;
    const name = choice.nextElementSibling;
    if (!(name instanceof HTMLElement)) continue;
    name.dataset.name ??= name.textContent ?? '';
    name.textContent = isFull ? words.full.replace('{}', name.dataset.name) : name.dataset.name;
  }
  const isFull = ofDay.length > 0 && ofDay.every(({ is_full }) => is_full);
  const hint = part('#day-hint');
  if (hint) hint.textContent = isFull ? words['full.day'] : '';
  day.setCustomValidity(isFull ? words['full.day'] : '');
}

/** What was booked here before: where it is paid, what is filled in now is another booking, with photos of its own. */
async function showEarlier(): Promise<void> {
  const notes = readNotes();
  const ofDraft = notes.filter((note) => note.draft === draft);
  for (const note of (ofDraft.length > 0 ? ofDraft : notes).slice(0, MOST_ASKED)) {
    const response = await askBooking(note);
    // Seen its price, and gone no further.
    if (response.kind !== 'booking') continue;
    const isUnpaid = UNPAID.includes(response.booking.state);
    if (!isUnpaid && note.draft === draft) draft = beginDraft();
    return showWay(note.booking_id, isUnpaid);
  }
}

function showWay(bookingId: string, isUnpaid: boolean): void {
  const link = document.createElement('a');
  link.href = `${BOOKING_PAGES.status}#${bookingId}`;
  link.textContent = words.earlier;
  const earlier = part('#earlier');
  earlier?.replaceChildren(words[isUnpaid ? 'earlier.unpaid' : 'earlier.paid'], ' ', link);
  earlier?.removeAttribute('hidden');
}

async function start(): Promise<void> {
  part('#language')?.addEventListener('click', () => {
    localStorage.language = language === 'en' ? 'es' : 'en';
  });
  readTyped(form);
  form.addEventListener('input', () => keepTyped(form));
  void readOffer();
  void showCompany();
  await prepareId();
  const isAsked = readNotes().some((note) => note.draft === draft);
  const earlier = showEarlier();
  // Photos of a booking that is paid are not shown as those of the next.
  if (isAsked) await earlier;
  const { startPhotos } = await import('./book-photos.ts');
  await startPhotos(part('#photos') ?? document.body, {
    draft: () => draft,
    say: (word, value = '') => words[word].replace('{}', value),
    onKeeping(work) {
      keeping = work;
    },
  });
}

keepApart(toBookName);
// A page that the browser brings back as it was is sent as another booking.
addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => persisted && void prepareId());
if (isOtherLanguage()) location.replace(BOOKING_PAGES.form.es);
else void start();
