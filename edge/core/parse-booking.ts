/** Reads what a customer asks for. Everything that is wrong is reported at once, each with its place and with what would be right. */
import { createHash } from 'node:crypto';
import { JobFileError, parseJobMember, parseText } from '../../origin/job-members.ts';
import { BOOKING_ID_FORM } from '../booking-api.ts';
import { AppError, type WrongField } from '../problem.ts';
import { isObject } from './is-object.ts';
import type { BookingLanguage, PriceList } from './price-order.ts';

export interface AskedBooking {
  /** Chosen once by the client, by chance: the idempotency key, and the secret by which it reads its booking. */
  readonly id: string;
  readonly language: BookingLanguage;
  readonly size: string;
  readonly extras: Readonly<Record<string, number>>;
  readonly slot: { readonly day: string; readonly half_day: string };
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly note: string;
  readonly terms: string;
}

export interface BookingBounds {
  readonly prices: PriceList;
  /** Those that can be booked now: `2026-12-01 morning`. */
  readonly slots: ReadonlySet<string>;
  readonly terms: string;
}

/** 128 bits at least, in base64url or as a UUID. */
const CLIENT_ID = /^[A-Za-z0-9_-]{22,64}$/;
const MEMBERS = ['id', 'language', 'size', 'extras', 'slot', 'name', 'phone', 'email', 'address', 'note', 'terms'];
const MAX_STRANGERS_TOLD = 20;
const MAX_POINTER_LENGTH = 80;

type Fields = Readonly<Record<string, unknown>>;

/** @throws {AppError} when something of it is wrong: `bad-request`, with all of it */
export function parseBooking(body: unknown, { prices, slots, terms }: BookingBounds): AskedBooking {
  const errors: WrongField[] = [];
  const wrong = (pointer: string, detail: string) => void errors.push({ pointer, detail });
  const fields: Fields = isObject(body) ? body : {};
  if (!isObject(body)) wrong('', 'The body must be a JSON object.');
  const strangers = Object.keys(fields).filter((name) => !MEMBERS.includes(name));
  for (const name of strangers.slice(0, MAX_STRANGERS_TOLD)) wrong(toPointer(name), 'Nothing of a booking.');
  const { id, language = 'en', size, slot } = fields;
  if (typeof id !== 'string' || !CLIENT_ID.test(id)) wrong('/id', 'Must be 22 to 64 of A-Z a-z 0-9 _ -, by chance.');
  if (language !== 'en' && language !== 'es') wrong('/language', 'Must be en or es.');
  if (!prices.sizes.some((known) => known.id === size)) wrong('/size', `Must be one of ${listIds(prices.sizes)}.`);
  if (fields.terms !== terms) wrong('/terms', `The terms of ${terms} have to be accepted.`);
  const { day = '', half_day = '' } = isObject(slot) ? slot : {};
  if (!slots.has(`${day} ${half_day}`)) wrong('/slot', 'Must be a half day that can be booked.');
  const asked = {
    id: String(id),
    language: language === 'es' ? 'es' : 'en',
    size: String(size),
    extras: readExtras(fields.extras ?? {}, prices, wrong),
    slot: { day: String(day), half_day: String(half_day) },
    ...readPerson(fields, errors),
    terms,
  } as const;
  if (errors.length > 0) throw new AppError('bad-request', { errors });
  return asked;
}

/** Public: who knows it can read nothing. It is the job's id, too. */
export function toBookingId(id: string): string {
  return BOOKING_ID_FORM.prefix + hash(BOOKING_ID_FORM.salt + id).slice(0, BOOKING_ID_FORM.digits);
}

/** What is kept of the secret. */
export function hashBookingSecret(id: string): string {
  return hash(`secret|${id}`);
}

/** The same request gives the same hash. */
export function hashBooking({ extras, ...asked }: AskedBooking): string {
  const sorted = Object.entries(extras).sort(([one], [other]) => (one < other ? -1 : 1));
  return hash(JSON.stringify([asked, sorted]));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Tell = (pointer: string, detail: string) => void;

function readExtras(value: unknown, { extras }: PriceList, wrong: Tell): AskedBooking['extras'] {
  if (!isObject(value)) {
    wrong('/extras', 'Must be an object: how many of each extra.');
    return {};
  }
  const read = Object.entries(value)
    .slice(0, MAX_STRANGERS_TOLD)
    .map(([id, count]): [string, number] => {
      const known = extras.find((extra) => extra.id === id);
      const isCount = typeof count === 'number' && Number.isSafeInteger(count) && count >= 0;
      if (known === undefined) wrong(`/extras${toPointer(id)}`, `Known are ${listIds(extras)}.`);
      else if (!isCount || count > known.most) wrong(`/extras${toPointer(id)}`, `Must be 0 to ${known.most}.`);
      return [id, Number(count)];
    });
  return Object.fromEntries(read.filter(([, count]) => count > 0));
}

function readPerson(fields: Fields, errors: WrongField[]) {
  const take = (name: string, parse: (value: unknown) => string | null) => {
    try {
      return parse(fields[name]) ?? '';
    } catch (error) {
      if (!(error instanceof JobFileError)) throw error;
      errors.push({ pointer: `/${name}`, detail: `${error.message}.` });
      return '';
    }
  };
  return {
    name: take('name', (value) => parseText('name', value, { min: 1, max: 200 })),
    phone: take('phone', (value) => parseJobMember('customer_phone', value ?? '')),
    email: take('email', (value) => parseJobMember('customer_email', value ?? '')),
    address: take('address', (value) => parseText('address', value, { min: 5, max: 300 })),
    note: take('note', (value) => parseText('note', value ?? '', { min: 0, max: 500 })),
  };
}

function listIds(items: readonly { readonly id: string }[]): string {
  return items.map(({ id }) => id).join(', ');
}

/** RFC 6901 section 3. */
function toPointer(name: string): string {
  return `/${name.slice(0, MAX_POINTER_LENGTH).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
