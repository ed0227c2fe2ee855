/**
 * The edge's own pages of a booking, for every browser: what it costs and whether it is right; then the way to Stripe. They lead there by a
 * link and a refresh, for a form may be sent to this site alone, wherever it is led on to (CSP, `form-action`).
 */
import { formatMoney } from '../../origin/money.ts';
import { BOOKING_PAGES, BOOKING_ROUTES, type Booking } from '../booking-api.ts';
import { formatHtml, type Html, html } from '../core/html.ts';
import type { AskedBooking } from '../core/parse-booking.ts';
import { formatBookingForm } from '../core/parse-booking-form.ts';
import type { BookingLanguage } from '../core/price-order.ts';
import { BOOKING_WORDS } from './booking-words.ts';

export interface BookingReview {
  readonly asked: AskedBooking;
  readonly order: Booking['order'];
  /** `08:00–12:00`. */
  readonly hours: string;
  /** No script has noted the booking's secret: its customer has to keep the link of it. */
  readonly isPlain: boolean;
}

/** Nothing of it is kept anywhere: what was asked for stands in the form by which it is booked. */
export function renderReview({ asked, order, hours, isPlain }: BookingReview): string {
  const { language, slot } = asked;
  const words = BOOKING_WORDS[language];
  const told = (['name', 'phone', 'email', 'address', 'note'] as const).filter((name) => asked[name] !== '');
  const hidden = formatBookingForm(asked).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`,
  );
  return renderPage(
    { language, title: words.review },
    html`${renderOrder(order, language)}
<dl>
<dt>${words.when}</dt><dd>${formatDay(slot.day, language)}, ${hours}</dd>
${told.map((name) => html`<dt>${words[name]}</dt><dd>${asked[name]}</dd>\n`)}
</dl>
<form method="post" action="${BOOKING_ROUTES.bookings}" accept-charset="utf-8">
${hidden}${isPlain ? html`<input type="hidden" name="plain" value="yes">\n` : ''}<button name="step" value="pay">${words.pay.replace('{}', formatMoney(order.amount, order.currency, language))}</button>
</form>
<p>${words.payHint}</p>
<p>${isPlain ? words.changeBack : html`<a href="${BOOKING_PAGES.form[language]}">${words.change}</a>`}</p>`,
  );
}

export interface PayPage {
  readonly booking: Booking;
  /** Stands in the link that its customer keeps. */
  readonly secret: string;
  readonly language: BookingLanguage;
  /** Nobody is led on before the link has been seen. */
  readonly isPlain: boolean;
}

export function renderPayPage({ booking, secret, language, isPlain }: PayPage): string {
  const { booking_id, order, pay_url, state } = booking;
  const words = BOOKING_WORDS[language];
  const link = `${BOOKING_PAGES.status}#${booking_id}.${secret}`;
  const pay = words.pay.replace('{}', formatMoney(order.amount, order.currency, language));
  const isLed = pay_url !== null && !isPlain;
  const way =
    pay_url === null
      ? html`<p><b>${words[state]}</b></p>`
      : html`${isLed ? html`<p>${words.leading}</p>` : ''}<p><a class="button" href="${pay_url}" rel="nofollow">${pay}</a></p>`;
  const head = isLed ? html`<meta http-equiv="refresh" content="0;url=${pay_url}">\n` : html``;
  return renderPage(
    { language, title: words.booking, head },
    html`${renderOrder(order, language)}
<p><a href="${link}">${words.keep}</a></p>
${way}
<p>${words.number}: ${booking_id}</p>`,
  );
}

/** What was wrong, and the form to mend it; null: the way back. */
export function renderRefusal(told: readonly string[], language: BookingLanguage, correction: Html | null): string {
  const words = BOOKING_WORDS[language];
  const back = html`<p>${words.back}</p>
<p><a href="${BOOKING_PAGES.form[language]}">${words.form}</a></p>`;
  return renderPage(
    { language, title: words.wrong },
    html`${told.map((text) => html`<p>${text}</p>\n`)}
${correction ?? back}`,
  );
}

function renderOrder({ lines, currency, amount }: Booking['order'], language: BookingLanguage): Html {
  const items = lines.map(
    ({ name, quantity, unit_amount }) =>
      html`<li>${quantity === 1 ? '' : `${quantity} × `}${name}: ${formatMoney(quantity * unit_amount, currency, language)}</li>\n`,
  );
  const total = formatMoney(amount, currency, language);
  return html`<ul>
${items}</ul>
<p>${BOOKING_WORDS[language].total}: <b>${total}</b></p>`;
}

/** The day itself, wherever who reads it is. */
function formatDay(day: string, language: BookingLanguage): string {
  const format = new Intl.DateTimeFormat(`${language}-US`, { dateStyle: 'full', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}

interface PageFacts {
  readonly language: BookingLanguage;
  readonly title: string;
  readonly head?: Html;
}

function renderPage({ language, title, head = html`` }: PageFacts, content: Html): string {
  return formatHtml(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
${head}<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/form.css">
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`);
}
