/**
 * What this phone notes of bookings: the secret of each, and for which photos it was made. In localStorage, for it has to be there before
 * the page leaves for the next one. A browser that refuses it books all the same, by the link that the last page gives.
 */
import { BOOKING_ID_FORM } from '../../edge/booking-api.ts';
import { hash } from '../outbox/hash.ts';

export interface BookingNote {
  readonly booking_id: string;
  /** The client's id of it: its secret. */
  readonly secret: string;
  /** Under which its photos are kept. */
  readonly draft: string;
}

const NOTES = 'bookings';
const DRAFT = 'booking-draft';
const MOST = 20;
const SECRET_BYTES = 24;

/** The latest first. */
export function readNotes(): readonly BookingNote[] {
  try {
    const notes: unknown = JSON.parse(localStorage.getItem(NOTES) ?? '[]');
    return Array.isArray(notes) ? notes : [];
  } catch {
    return [];
  }
}

export function noteBooking(note: BookingNote): void {
  const others = readNotes().filter(({ booking_id }) => booking_id !== note.booking_id);
  store(NOTES, JSON.stringify([note, ...others].slice(0, MOST)));
}

/** Under which the photos are kept of what is being filled in. */
export function readDraft(): string {
  try {
    return localStorage.getItem(DRAFT) ?? beginDraft();
  } catch {
    return beginDraft();
  }
}

/** What is filled in from now on is another booking. */
export function beginDraft(): string {
  const draft = createSecret();
  store(DRAFT, draft);
  return draft;
}

/** 192 bits in base64url. */
export function createSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

export async function nameBooking(secret: string): Promise<string> {
  const { prefix, salt, digits } = BOOKING_ID_FORM;
  return prefix + (await hash(new TextEncoder().encode(salt + secret).buffer)).slice(0, digits);
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The browser keeps nothing, or no more.
  }
}
