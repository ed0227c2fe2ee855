/** What a browser gets: the Checkout of a session, and the bench, on which one turns the disorder, opens disputes and closes them. */
import { renderBench } from './bench-page.ts';
import { renderCheckoutPage, renderPage } from './checkout-page.ts';
import { DISORDERS } from './deliver-events.ts';
import { renderDispute } from './dispute-page.ts';
import type { AskedOfStripe, StripeExchange, StripeResponse } from './exchange.ts';
import { findTestMethod } from './test-methods.ts';

/** As Stripe's dashboard has it. */
const DISPUTE = /^\/test\/disputes\/(\w+)$/;
const FILE = /^\/files\/(\w+)$/;
const PAY = /^\/c\/pay\/(\w+)$/;

export function respondToPage(asked: AskedOfStripe, exchange: StripeExchange): StripeResponse {
  const { url, method, body } = asked;
  const id = PAY.exec(url.pathname)?.[1];
  const dispute = exchange.account.disputes.get(DISPUTE.exec(url.pathname)?.[1] ?? '');
  if (dispute) return toPage(200, renderDispute(dispute));
  const file = exchange.contents.get(FILE.exec(url.pathname)?.[1] ?? '');
  if (file) return { status: 200, headers: { 'content-type': 'application/pdf' }, body: file };
  const form = new URLSearchParams(method === 'POST' ? body.toString() : '');
  if (id !== undefined) return respondWithCheckout(id, form, exchange);
  if (url.pathname !== '/') return toPage(404, renderPage('Not found', '<h1>There is nothing here</h1>'));
  if (method === 'POST') return turn(form, exchange);
  return toPage(200, renderBench(exchange));
}

function respondWithCheckout(id: string, form: URLSearchParams, { account, till }: StripeExchange): StripeResponse {
  const session = account.sessions.get(id);
  const checkout = account.checkouts.get(id);
  if (!session || !checkout) return toPage(404, renderPage('Not found', '<h1>There is no such session</h1>'));
  const show = (problem: string | null, asksAbout: string | null = null) =>
    toPage(200, renderCheckoutPage({ session, checkout, problem, asksAbout }));
  const number = form.get('number');
  if (number === null || session.status !== 'open') return show(null);
  const method = findTestMethod(number);
  if (method === null) return show('Your card number is invalid: take one of the test numbers.');
  const isAsked = method.course.kind === 'needs-3ds';
  if (isAsked && form.get('bank') === null) return show(null, method.number);
  if (isAsked && form.get('bank') !== 'yes') return show('We are unable to authenticate your payment method.');
  const problem = till.pay(session, method.course);
  if (problem !== null) return show(problem);
  return { status: 303, headers: { location: session.success_url ?? '/' }, body: '' };
}

/** What the bench's buttons do. */
function turn(form: URLSearchParams, { account, till, deliveries }: StripeExchange): StripeResponse {
  const disorder = DISORDERS.find((known) => known === form.get('disorder'));
  if (disorder) deliveries.setDisorder(disorder);
  const dispute = account.disputes.get(form.get('dispute') ?? '');
  if (dispute) till.closeDispute(dispute, form.get('status') === 'won' ? 'won' : 'lost');
  const charge = account.charges.get(form.get('charge') ?? '');
  if (charge && !charge.disputed) till.dispute(charge, 'product_not_received');
  const event = account.events.get(form.get('event') ?? '');
  if (event) deliveries.send(event);
  return { status: 303, headers: { location: '/' }, body: '' };
}

function toPage(status: number, body: string): StripeResponse {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}
