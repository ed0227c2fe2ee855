/**
 * Money as people write it. Amounts are whole numbers of the unit in which Stripe counts a currency, and that is not always the smallest
 * that it has: docs.stripe.com/currencies, “Zero-decimal currencies”, “Three-decimal currencies” and “Special cases”. `Intl` knows others.
 */
const WITHOUT_DECIMALS = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf';
const WITH_THREE = 'bhd jod kwd omr tnd';

/** `$125.00`: as it is written where that language is spoken in the United States. */
export function formatMoney(amount: number, currency: string, language: 'en' | 'es'): string {
  const minimumFractionDigits = countDecimals(currency);
  const format = new Intl.NumberFormat(`${language}-US`, { style: 'currency', currency, minimumFractionDigits });
  return format.format(amount / 10 ** minimumFractionDigits);
}

/** `125.00 USD`: for lists and documents, in no language. */
export function formatCodedMoney(amount: number, currency: string): string {
  const digits = countDecimals(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency.toUpperCase()}`;
}

function countDecimals(currency: string): number {
  const code = currency.toLowerCase();
  return WITHOUT_DECIMALS.includes(code) ? 0 : WITH_THREE.includes(code) ? 3 : 2;
}
