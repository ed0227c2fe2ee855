/** An amount as people write it, of any currency that Stripe takes: its smallest unit is a cent, or the whole. */
import type { BookingLanguage } from '../core/price-order.ts';

/** @param amount in the currency's smallest unit */
export function formatMoney(amount: number, currency: string, language: BookingLanguage): string {
  const format = new Intl.NumberFormat(`${language}-US`, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
