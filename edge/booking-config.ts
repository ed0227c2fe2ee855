/**
 * The configuration of bookings. It travels beside the edge's own (config.ts), as a second custom header of the origin of the function
 * `booking`: prices, slots, and where the keys are. No other function gets it.
 */
import { isObject } from './core/is-object.ts';
import type { PricedExtra, PricedItem, PriceList } from './core/price-order.ts';

export const BOOKING_CONFIG_HEADER = 'x-shot-booking';

/** A header of its own: only CloudFormation knows the queue. */
export const EVIDENCE_QUEUE_HEADER = 'x-shot-evidence';

export interface BookingConfig {
  /** Of Stripe's keys. */
  readonly secret_id: string;
  readonly mode: 'test' | 'live';
  readonly prices: PriceList;
  readonly slots: SlotRules;
  /** Of the terms that a customer accepts: their date. */
  readonly terms: string;
}

/** With what stands in a header of its own. */
export interface BookingSettings extends BookingConfig {
  /** Address of the queue that asks for evidence. */
  readonly evidence_queue: string;
}

export interface SlotRules {
  /** IANA's name. */
  readonly time_zone: string;
  /** How many bookings a half day takes. */
  readonly capacity: number;
  /** From tomorrow on, so many days can be booked. */
  readonly days_ahead: number;
  readonly half_days: readonly HalfDay[];
}

export interface HalfDay {
  readonly id: string;
  /** `08:00`, in the time zone. */
  readonly from: string;
  readonly to: string;
}

type Fields = Readonly<Record<string, unknown>>;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const ID = /^[a-z0-9-]{1,32}$/;

/**
 * Reads the value of the header.
 * @throws {TypeError} when a member is wrong, which it names: the deployment is broken, not a request
 */
export function parseBookingConfig(text: string): BookingConfig {
  const config = toFields(JSON.parse(text), 'the configuration');
  const prices = toFields(config.prices, 'prices');
  const slots = toFields(config.slots, 'slots');
  return {
    secret_id: readText(config, 'secret_id'),
    mode: config.mode === 'live' ? 'live' : 'test',
    terms: readText(config, 'terms'),
    prices: {
      currency: readText(prices, 'currency', /^[a-z]{3}$/),
      sizes: readList(prices, 'sizes').map(parseItem),
      extras: readList(prices, 'extras').map(parseExtra),
    },
    slots: {
      time_zone: readText(slots, 'time_zone'),
      capacity: readCount(slots, 'capacity'),
      days_ahead: readCount(slots, 'days_ahead'),
      half_days: readList(slots, 'half_days').map(parseHalfDay),
    },
  };
}

function parseItem(item: Fields): PricedItem {
  const name = toFields(item.name, 'name');
  const names = { en: readText(name, 'en'), es: readText(name, 'es') };
  return { id: readText(item, 'id', ID), name: names, amount: readCount(item, 'amount') };
}

function parseExtra(item: Fields): PricedExtra {
  return { ...parseItem(item), most: readCount(item, 'most') };
}

function parseHalfDay(item: Fields): HalfDay {
  return { id: readText(item, 'id', ID), from: readText(item, 'from', TIME), to: readText(item, 'to', TIME) };
}

function toFields(value: unknown, name: string): Fields {
  if (!isObject(value)) throw wrong(name);
  return value;
}

function readList(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (!Array.isArray(value) || value.length === 0) throw wrong(name);
  return value.map((item: unknown) => toFields(item, name));
}

function readText(fields: Fields, name: string, pattern = /./): string {
  const value = fields[name];
  if (typeof value !== 'string' || !pattern.test(value)) throw wrong(name);
  return value;
}

function readCount(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) throw wrong(name);
  return value;
}

function wrong(name: string): TypeError {
  return new TypeError(`${BOOKING_CONFIG_HEADER}: ${name} is missing or wrong.`);
}
