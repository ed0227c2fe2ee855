/** An amount as people write it. */
import type { Language } from '../i18n/translate.ts';

/** @param amount in the currency's smallest unit */
export function formatAmount(amount: number, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(`${language}-US`, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
