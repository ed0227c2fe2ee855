/** What the page of a booking shows. The parts stay the same elements, so that a screen reader hears what has changed and the focus stays. */
import { BOOKING_PAGES, type Booking } from '../../edge/booking-api.ts';
import { formatMoney } from '../../edge/money.ts';
import type { BookWord } from '../i18n/book-words.ts';
import type { Language } from '../i18n/translate.ts';
import { make } from '../link/link-view.ts';

export interface PhotoCounts {
  /** On this phone, and nobody may take them yet. */
  readonly held: number;
  readonly waiting: number;
  readonly stuck: number;
  /** There were some, and all are with the job. */
  readonly isDone: boolean;
}

interface StatusParts {
  readonly photos: PhotoCounts | null;
  /** What went wrong with the last look, or the last try to pay. */
  readonly told: BookWord | null;
}

export type StatusView =
  | (StatusParts & { readonly kind: 'looking' | 'unknown' })
  | (StatusParts & { readonly kind: 'booking'; readonly booking: Booking });

export interface StatusActions {
  readonly language: Language;
  say(word: BookWord, value?: string): string;
  payAgain(): void;
  switchLanguage(): void;
}

const GOOD = ['paid', 'refunded_partly'];
const BAD = ['failed', 'expired', 'disputed'];

export function drawStatus(root: HTMLElement, view: StatusView, actions: StatusActions): void {
  const { language, say, switchLanguage } = actions;
  const parts = readParts(root);
  const button = parts.language;
  setText(button, say('language'));
  button.lang = language === 'en' ? 'es' : 'en';
  button.onclick = switchLanguage;
  const { title, hint, tone } = toHead(view, actions);
  document.title = title;
  setText(parts.title, title);
  setText(parts.hint, hint);
  parts.head.dataset.tone = tone;
  setText(parts.told, view.told ? say(view.told) : '');
  setText(parts.photos, toPhotoText(view, say));
  // Drawn anew only where it says something else.
  const seen = JSON.stringify([language, view.kind === 'booking' ? view.booking : null]);
  if (parts.body.dataset.seen === seen) return;
  parts.body.dataset.seen = seen;
  parts.body.replaceChildren(...(view.kind === 'booking' ? toBody(view.booking, actions) : []));
}

type Parts = ReturnType<typeof createParts>;
let made: Parts | null = null;

function readParts(root: HTMLElement): Parts {
  if (made !== null) return made;
  made = createParts();
  const { company, language, head, told, photos, body } = made;
  root.replaceChildren(
    make('header', { className: 'book-head' }, company, language),
    make('main', {}, head, told, photos, body),
  );
  return made;
}

function createParts() {
  const title = make('h1');
  const hint = make('p');
  return {
    ...{ title, hint },
    head: make('section', { className: 'told', role: 'status' }, title, hint),
    company: make('p', { className: 'company' }),
    language: make('button', { type: 'button' }),
    told: make('p', { role: 'alert' }),
    photos: make('p', { role: 'status' }),
    body: make('div'),
  };
}

function toHead(view: StatusView, { say, language }: StatusActions) {
  if (view.kind !== 'booking') {
    const isUnknown = view.kind === 'unknown';
    return { title: say(view.kind), hint: isUnknown ? say('unknown.hint') : '', tone: isUnknown ? 'bad' : '' };
  }
  const { state, refunded, order, confirmed_for, time_zone } = view.booking;
  const tone = GOOD.includes(state) ? 'good' : BAD.includes(state) ? 'bad' : '';
  const title = say(state, formatMoney(refunded, order.currency, language));
  if (tone === 'good' && confirmed_for !== null) {
    return { title, hint: say('paid.hour', formatHour(confirmed_for, language, time_zone)), tone };
  }
  const hint = state === 'refunded_partly' ? 'paid.hint' : (`${state}.hint` as const);
  return { title, hint: say(hint), tone };
}

function toPhotoText({ photos }: StatusView, say: StatusActions['say']): string {
  if (photos === null) return '';
  const { held, waiting, stuck, isDone } = photos;
  const told = [
    held > 0 && say('held', String(held)),
    waiting > 0 && say('waiting', String(waiting)),
    stuck > 0 && say('stuck', String(stuck)),
    isDone && say('sent'),
  ];
  return told.filter(Boolean).join(' ');
}

function toBody(booking: Booking, actions: StatusActions): readonly HTMLElement[] {
  const { language, say, payAgain } = actions;
  const { order, slot, state, pay_url, job_link, booking_id } = booking;
  const total = formatMoney(order.amount, order.currency, language);
  const lines = order.lines.map(({ name, quantity, unit_amount }) => {
    const amount = formatMoney(quantity * unit_amount, order.currency, language);
    return make('li', { textContent: `${quantity === 1 ? '' : `${quantity} × `}${name}: ${amount}` });
  });
  const again = make('button', { type: 'button', textContent: say('again', total), onclick: payAgain });
  const isLost = state === 'failed' || state === 'expired' || (state === 'pending_payment' && pay_url === null);
  const way: readonly HTMLElement[] =
    job_link !== null
      ? [toLink(job_link, say('job'), 'button'), make('p', { textContent: say('job.hint') })]
      : pay_url !== null
        ? [toLink(pay_url, say('pay', total), 'button')]
        : isLost
          ? [again]
          : [];
  const isOpen = isLost || state === 'pending_payment' || state === 'refunded';
  return [
    make('section', {}, ...way, isOpen ? toLink(BOOKING_PAGES.form[language], say('other')) : null),
    make('section', {}, make('ul', {}, ...lines), make('p', { textContent: `${say('total')}: ${total}` })),
    make('p', { textContent: `${say('when')}: ${formatSlot(slot, actions)}` }),
    make('p', { textContent: `${say('number')}: ${booking_id}` }),
  ];
}

function toLink(href: string, text: string, className = ''): HTMLElement {
  return make('a', { href, textContent: text, className, rel: 'nofollow' });
}

/** The day as it was booked, wherever who reads it is. */
function formatSlot({ day, half_day }: Booking['slot'], { language, say }: StatusActions): string {
  const date = new Date(`${day}T00:00:00Z`).toLocaleDateString(language, { dateStyle: 'full', timeZone: 'UTC' });
  const half = half_day === 'morning' || half_day === 'afternoon' ? say(half_day) : half_day;
  return `${date}, ${half}`;
}

/** On the clock of the place where the work is. */
function formatHour(instant: string, language: Language, timeZone: string): string {
  return new Date(instant).toLocaleString(language, { timeZone, dateStyle: 'full', timeStyle: 'short' });
}

/** What says the same stays: a screen reader would say it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}
