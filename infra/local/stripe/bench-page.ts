/** The emulator's own page: the switch for disorder, the last events, and the disputes. */
import { formatCodedMoney } from '../../../origin/money.ts';
import { renderPage } from './checkout-page.ts';
import { DISORDERS } from './deliver-events.ts';
import type { StripeExchange } from './exchange.ts';

const SHOWN_EVENTS = 30;

export function renderBench({ account, deliveries }: Pick<StripeExchange, 'account' | 'deliveries'>): string {
  const switches = DISORDERS.map((name) => {
    const isOn = name === deliveries.disorder;
    return `<button name="disorder" value="${name}" aria-pressed="${isOn}">${isOn ? `<b>${name}</b> ✓` : name}</button>`;
  });
  const disputes = [...account.disputes.values()].map(
    ({
      id,
      status,
    }) => `<li><a href="/test/disputes/${id}"><code>${id}</code></a> ${status} <form method="post"><input type="hidden" name="dispute" value="${id}">
<button name="status" value="won">Won</button><button name="status" value="lost">Lost</button></form></li>`,
  );
  const charges = [...account.charges.values()]
    .filter(({ disputed, refunded }) => !disputed && !refunded)
    .slice(-SHOWN_EVENTS)
    .toReversed()
    .map(
      ({ id, amount, currency }) =>
        `<li>${formatCodedMoney(amount, currency)} <form method="post"><button name="charge" value="${id}">Dispute</button></form></li>`,
    );
  const events = [...account.events.values()]
    .slice(-SHOWN_EVENTS)
    .toReversed()
    .map(
      ({ id, type }) =>
        `<li>${type} <form method="post"><button name="event" value="${id}">Send again</button></form></li>`,
    );
  return renderPage(
    'Emulated Stripe',
    `<h1>Emulated Stripe</h1><p>Events come</p><form method="post">${switches.join('')}</form>
<h2>Payments</h2><ul>${charges.join('')}</ul><h2>Disputes</h2><ul>${disputes.join('')}</ul><h2>The last events</h2><ul>${events.join('')}</ul>`,
  );
}
