/** The emulator's Checkout: one page without script, on which one chooses how the payment goes. */
import type Stripe from 'stripe';
import { formatCodedMoney } from '../../../origin/money.ts';
import type { Checkout } from './account.ts';
import { TEST_METHODS } from './test-methods.ts';

export interface CheckoutPage {
  readonly session: Stripe.Checkout.Session;
  readonly checkout: Checkout;
  /** Why the last try failed. */
  readonly problem: string | null;
  /** The number that the bank asks about; null: it does not. */
  readonly asksAbout: string | null;
}

const STYLE = `body{font:1rem/1.5 system-ui;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1a1f36}
label{display:block;margin:1rem 0 .25rem}input,button,.back{font:inherit;min-height:44px;padding:.5rem .75rem;box-sizing:border-box}
input{width:100%;border:1px solid #697386;border-radius:6px}button{background:#0055de;color:#fff;border:0;border-radius:6px;margin:1rem .5rem 0 0}
.problem{background:#fde8e8;border-left:4px solid #b3093c;padding:.5rem 1rem}.back{display:inline-block}code{white-space:nowrap}`;

export function renderCheckoutPage({ session, checkout, problem, asksAbout }: CheckoutPage): string {
  const total = formatCodedMoney(session.amount_total ?? 0, session.currency ?? '');
  const told = problem === null ? '' : `<p class="problem" role="alert">${escapeText(problem)}</p>`;
  const body =
    session.status === 'open'
      ? `<p>${checkout.lines.map(escapeText).join('<br>')}</p>${told}${asksAbout === null ? renderForm(total) : renderQuestion(asksAbout)}`
      : `<p>This session is ${session.status}.</p>`;
  const back = session.cancel_url ? `<a class="back" href="${escapeText(session.cancel_url)}">Back</a>` : '';
  return renderPage('Pay (emulated Stripe Checkout)', `<h1>${total}</h1>${body}${back}`);
}

function renderForm(total: string): string {
  const numbers = TEST_METHODS.map(({ number, says }) => `<li><code>${number}</code> ${escapeText(says)}</li>`).join(
    '',
  );
  return `<form method="post"><label for="number">Card or account number</label>
<input id="number" name="number" inputmode="numeric" autocomplete="off" required value="4242424242424242">
<button>Pay ${total}</button></form><p>Test numbers:</p><ul>${numbers}</ul>`;
}

function renderQuestion(number: string): string {
  return `<h2>Your bank asks: is it you who pays?</h2><form method="post"><input type="hidden" name="number" value="${escapeText(number)}">
<button name="bank" value="yes">Yes, pay</button><button name="bank" value="no">No</button></form>`;
}

export function renderPage(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title><style>${STYLE}</style><main>${body}</main></html>`;
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
