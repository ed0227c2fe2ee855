/** Money as the site writes it, by the same rules as every page and document. */
export { formatMoney } from '../origin/money.ts';
