/** What a booking costs: computed from the price list, never from what a browser says. */
import type { BookingOrder, OrderLine } from '../../origin/booking-record.ts';

export type BookingLanguage = 'en' | 'es';

export interface PricedItem {
  readonly id: string;
  readonly name: Readonly<Record<BookingLanguage, string>>;
  /** In the currency's smallest unit. */
  readonly amount: number;
}

export interface PricedExtra extends PricedItem {
  /** Of one booking. */
  readonly most: number;
}

export interface PriceList {
  /** ISO 4217, lower case, as Stripe has it. */
  readonly currency: string;
  /** What is to be hauled: one of them. */
  readonly sizes: readonly PricedItem[];
  readonly extras: readonly PricedExtra[];
}

export interface AskedOrder {
  readonly size: string;
  /** How many of each extra. */
  readonly extras: Readonly<Record<string, number>>;
}

/** Prices an order whose ids and quantities have been checked; what the list does not have costs nothing and is not there. */
export function priceOrder(
  { currency, sizes, extras }: PriceList,
  asked: AskedOrder,
  language: BookingLanguage,
): BookingOrder {
  const toLine = ({ id, name, amount }: PricedItem, quantity: number): OrderLine => ({
    id,
    name: name[language],
    quantity,
    unit_amount: amount,
  });
  const lines = [
    ...sizes.filter(({ id }) => id === asked.size).map((size) => toLine(size, 1)),
    ...extras
      .map((extra) => toLine(extra, Object.hasOwn(asked.extras, extra.id) ? (asked.extras[extra.id] ?? 0) : 0))
      .filter(({ quantity }) => quantity > 0),
  ];
  return { currency, lines, amount: lines.reduce((sum, { quantity, unit_amount }) => sum + quantity * unit_amount, 0) };
}
