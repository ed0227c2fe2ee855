/**
 * The page of a booking: shows what Stripe has told the edge, looks again until that is the last word, leads to the payment and, once it is
 * paid, to the job; and sends the photos that wait on this phone. That somebody has come back from Stripe proves nothing.
 */
import type { Booking } from '../../edge/booking-api.ts';
import { BOOK_WORDS, type BookWord } from '../i18n/book-words.ts';
import type { Language } from '../i18n/translate.ts';
import { keepApart, toBookName, toLinkName } from '../link/keep-apart.ts';
import { type BookingNote, noteBooking, readNotes } from './booking-notes.ts';
import { type KeptPhotos, openKeptPhotos } from './kept-photos.ts';
import { askBooking, type BookingName } from './read-booking.ts';
import { showCompany } from './show-company.ts';
import { drawStatus, type StatusView } from './status-view.ts';

/** Stripe's word comes within seconds; a bank's within days. */
const WAITS_MS = [...Array.from({ length: 30 }, () => 2_000), ...Array.from({ length: 60 }, () => 10_000)];
const LONG_WAIT_MS = 60_000;
const FINAL = ['refunded'];
const ADDRESS = /^#(b-[0-9a-f]{20})(?:\.([\w-]{22,64}))?$/;

const place = { toOwn: toBookName };
const root = document.getElementById('status') ?? document.body;
let language: Language = /^es/.test(localStorage.language ?? navigator.language) ? 'es' : 'en';
let view: StatusView = { kind: 'looking', photos: null, told: null };
let looks = 0;
let timer = 0;
let isSending = false;

/** The secret stands in the address, or this phone has noted it, and with it which photos are its own. */
function findBooking(): BookingNote | null {
  const [, booking_id = '', told] = ADDRESS.exec(location.hash) ?? [];
  const note = readNotes().find((each) => each.booking_id === booking_id);
  if (note) return note;
  return told ? { booking_id, secret: told, draft: '' } : null;
}

async function look(name: BookingNote): Promise<void> {
  clearTimeout(timer);
  const response = await askBooking(name);
  if (response.kind === 'booking') await take(name, response.booking);
  else draw({ ...view, ...(response.kind === 'offline' ? { told: 'offline' } : { kind: 'unknown', told: null }) });
  clearTimeout(timer);
  if (view.kind === 'booking' && FINAL.includes(view.booking.state)) return;
  timer = window.setTimeout(() => look(name), WAITS_MS[looks] ?? LONG_WAIT_MS);
  looks += 1;
}

async function take(name: BookingNote, booking: Booking): Promise<void> {
  const told = view.told === 'offline' ? null : view.told;
  draw({ kind: 'booking', booking, photos: view.photos, told });
  if (booking.job_link !== null) return sendKept(name, booking.job_link);
  const count = (await kept.list(name.draft).catch(() => [])).length;
  if (count > 0) draw({ ...view, photos: { held: count, waiting: 0, stuck: 0, isDone: false } });
}

/** From here on what is kept is the link's: its page goes on with it. */
async function sendKept({ draft }: BookingNote, link: string): Promise<void> {
  if (isSending) return;
  isSending = true;
  const entries = await kept.list(draft).catch(() => []);
  place.toOwn = (name) => toLinkName(name, link);
  try {
    const { sendPhotos } = await import('./send-photos.ts');
    await sendPhotos({ entries, kept, link, onChange: (photos) => draw({ ...view, photos }) });
  } catch {
    // Without network the next look tries again; the photos are still where they were.
    place.toOwn = toBookName;
    isSending = false;
  }
}

async function payAgain(name: BookingName): Promise<void> {
  const response = await askBooking(name, 'POST');
  if (response.kind === 'booking') {
    const { booking } = response;
    if (booking.pay_url === null) return draw({ ...view, kind: 'booking', booking });
    return location.assign(booking.pay_url);
  }
  const status = response.kind === 'refused' ? response.status : 0;
  draw({ ...view, told: status === 400 ? 'slot.full' : status === 429 ? 'often' : 'later' });
}

function draw(next: StatusView): void {
  view = next;
  const say = (word: BookWord, value = '') => BOOK_WORDS[language][word].replace('{}', value);
  document.documentElement.lang = language;
  drawStatus(root, view, {
    language,
    say,
    payAgain: () => name && void payAgain(name),
    switchLanguage() {
      language = language === 'en' ? 'es' : 'en';
      localStorage.language = language;
      draw(view);
      root.querySelector<HTMLElement>('header button')?.focus();
    },
  });
}

function lookNow(): void {
  looks = 0;
  if (name && !document.hidden) void look(name);
}

keepApart((own) => place.toOwn(own));
const kept: KeptPhotos = openKeptPhotos();
const name = findBooking();
addEventListener('hashchange', () => location.reload());
for (const event of ['online', 'focus', 'visibilitychange', 'pageshow']) addEventListener(event, lookNow);
void showCompany();
draw(name ? view : { ...view, kind: 'unknown' });
if (name) {
  // The address alone opens it again, here and elsewhere.
  if (!location.hash.includes('.')) history.replaceState(null, '', `#${name.booking_id}.${name.secret}`);
  noteBooking(name);
  void look(name);
}
