/** What a browser without script gets for its booking: what it costs, and the way to Stripe. A link, for the page's policy lets no form lead there. */
import type { Booking } from '../booking-api.ts';
import { formatHtml, html } from './html.ts';
import type { BookingLanguage } from './price-order.ts';

const WORDS = {
  en: {
    title: 'Your booking',
    total: 'Total',
    pay: 'Pay',
    done: 'This booking is being paid, or is paid.',
    number: 'Number',
  },
  es: {
    title: 'Tu reserva',
    total: 'Total',
    pay: 'Pagar',
    done: 'Esta reserva se está pagando o ya está pagada.',
    number: 'Número',
  },
} as const;

export function renderBookingPage({ booking_id, order, pay_url }: Booking, language: BookingLanguage): string {
  const words = WORDS[language];
  const lines = order.lines.map(
    ({ name, quantity, unit_amount }) =>
      html`<li>${String(quantity)} × ${name}: ${formatMoney(quantity * unit_amount, order.currency)}</li>`,
  );
  const way =
    pay_url === null
      ? html`<p>${words.done}</p>`
      : html`<p><a class="button" href="${pay_url}" rel="nofollow">${words.pay}</a></p>`;
  const page = html`<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${words.title}</title>
<link rel="stylesheet" href="/form.css">
<main>
<h1>${words.title}</h1>
<ul>${lines}</ul>
<p>${words.total}: <b>${formatMoney(order.amount, order.currency)}</b></p>
${way}
<p>${words.number}: ${booking_id}</p>
</main>
</html>
`;
  return formatHtml(page);
}

function formatMoney(amount: number, currency: string): string {
  return `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;
}
