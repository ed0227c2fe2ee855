/** The operations of Stripe's API that the emulator knows, by method and path; what it does not know is refused. */
import type Stripe from 'stripe';
import { formatCodedMoney } from '../../../origin/money.ts';
import type { StripeAccount } from './account.ts';
import { readField, readFields, readStripeList, type StripeFields } from './form-fields.ts';
import { toCheckoutSession } from './session-object.ts';
import { invalid, missing, StripeApiError } from './stripe-error.ts';
import { newId, type Till } from './till.ts';

export interface StripeCall {
  readonly account: StripeAccount;
  readonly till: Till;
  /** Where the page is. */
  readonly base: string;
  readonly fields: StripeFields;
  /** The part of the path that names an object. */
  readonly id: string;
  readonly nowSeconds: number;
}

type Operation = (call: StripeCall) => object;

/** Stripe's bounds of `expires_at`. */
const SESSION_SECONDS = { least: 30 * 60, most: 24 * 3600 };

const OPERATIONS: readonly (readonly [string, RegExp, Operation])[] = [
  ['POST', /^\/v1\/checkout\/sessions$/, createSession],
  ['GET', /^\/v1\/checkout\/sessions\/(\w+)$/, ({ account, id }) => find(account.sessions, id)],
  ['POST', /^\/v1\/checkout\/sessions\/(\w+)\/expire$/, expireSession],
  ['GET', /^\/v1\/payment_intents\/(\w+)$/, ({ account, id }) => find(account.payments, id)],
  ['GET', /^\/v1\/charges\/(\w+)$/, ({ account, id }) => find(account.charges, id)],
  ['POST', /^\/v1\/refunds$/, createRefund],
  ['GET', /^\/v1\/disputes\/(\w+)$/, ({ account, id }) => find(account.disputes, id)],
  ['POST', /^\/v1\/disputes\/(\w+)$/, updateDispute],
  ['GET', /^\/v1\/events$/, listEvents],
  ['GET', /^\/v1\/events\/(\w+)$/, ({ account, id }) => find(account.events, id)],
];

/** @throws {StripeApiError} when there is no such operation, or it refuses */
export function runOperation(method: string, path: string, call: Omit<StripeCall, 'id'>): object {
  for (const [wanted, pattern, operation] of OPERATIONS) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (match) return operation({ ...call, id: match[1] ?? '' });
  }
  throw new StripeApiError(404, `Unrecognized request URL (${method}: ${path}): the emulator does not know it.`);
}

function find<T>(objects: ReadonlyMap<string, T>, id: string): T {
  const found = objects.get(id);
  if (found === undefined) throw missing(id);
  return found;
}

function createSession({ account, base, fields, nowSeconds }: StripeCall): object {
  if (readField(fields, 'mode') !== 'payment') throw invalid('mode', 'The emulator knows `payment` alone.');
  const items = readStripeList(fields, 'line_items').map((item) => readLine(item as StripeFields));
  const [first] = items;
  if (!first) throw invalid('line_items', 'You must have at least one line item.');
  const isMixed = items.some(({ currency }) => currency !== first.currency);
  if (isMixed) throw invalid('line_items', 'All must have one currency.');
  const expires_at = Number(readField(fields, 'expires_at') ?? nowSeconds + SESSION_SECONDS.most);
  const life = expires_at - nowSeconds;
  if (life < SESSION_SECONDS.least || life > SESSION_SECONDS.most) {
    throw invalid('expires_at', 'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.');
  }
  const id = newId('cs');
  const session = toCheckoutSession({
    id,
    amount: items.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0),
    currency: first.currency,
    metadata: readTexts(fields, 'metadata'),
    created: nowSeconds,
    expires_at,
    url: `${base}/c/pay/${id}`,
    success_url: readField(fields, 'success_url'),
    cancel_url: readField(fields, 'cancel_url'),
    client_reference_id: readField(fields, 'client_reference_id'),
    customer_email: readField(fields, 'customer_email'),
  });
  const lines = items.map(
    ({ name, quantity, amount, currency }) => `${quantity} × ${name}: ${formatCodedMoney(amount * quantity, currency)}`,
  );
  account.checkouts.set(id, {
    lines,
    payment_metadata: readTexts(readFields(fields, 'payment_intent_data'), 'metadata'),
  });
  account.sessions.set(id, session);
  return session;
}

function readLine(item: StripeFields) {
  const quantity = Number(readField(item, 'quantity'));
  const amount = Number(readField(item, 'price_data', 'unit_amount'));
  const currency = readField(item, 'price_data', 'currency') ?? '';
  const name = readField(item, 'price_data', 'product_data', 'name') ?? '';
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw invalid('line_items[quantity]', 'Invalid integer');
  const isAmount = Number.isSafeInteger(amount) && amount >= 0;
  if (!isAmount) throw invalid('line_items[price_data][unit_amount]', 'Invalid integer');
  if (!/^[a-z]{3}$/.test(currency)) throw invalid('line_items[price_data][currency]', 'Invalid currency');
  if (name === '') throw invalid('line_items[price_data][product_data][name]', 'Missing required param.');
  return { quantity, amount, currency, name };
}

function readTexts(fields: StripeFields, name: string): Stripe.Metadata {
  const texts = Object.entries(readFields(fields, name)).map(([key, value]) => [key, String(value)]);
  return Object.fromEntries(texts);
}

function expireSession({ account, till, id }: StripeCall): object {
  const session = find(account.sessions, id);
  if (session.status !== 'open') throw invalid('session', 'Only an open session can be expired.');
  till.expire(session);
  return session;
}

function createRefund({ till, fields }: StripeCall): object {
  const amount = readField(fields, 'amount');
  return till.refund(readField(fields, 'payment_intent') ?? '', {
    amount: amount === null ? null : Number(amount),
    metadata: readTexts(fields, 'metadata'),
  });
}

/** Evidence is a draft until it is submitted. */
function updateDispute({ account, till, fields, id }: StripeCall): object {
  const dispute = find(account.disputes, id);
  const given = Object.entries(readFields(fields, 'evidence'));
  const stranger = given.find(([name]) => !Object.hasOwn(dispute.evidence, name));
  if (stranger) throw invalid(`evidence[${stranger[0]}]`, `Received unknown parameter: evidence[${stranger[0]}]`);
  const isSubmitted = readField(fields, 'submit') !== 'false';
  Object.assign(dispute.evidence, Object.fromEntries(given));
  Object.assign(dispute.evidence_details, { has_evidence: true });
  if (isSubmitted) {
    Object.assign(dispute, { status: 'under_review' });
    Object.assign(dispute.evidence_details, { submission_count: dispute.evidence_details.submission_count + 1 });
  }
  till.raise('charge.dispute.updated', dispute);
  return dispute;
}

/** The newest first, a page at a time. */
function listEvents({ account, fields }: StripeCall): object {
  const types = readStripeList(fields, 'types').map(String);
  const since = Number(readField(fields, 'created', 'gte') ?? 0);
  const limit = Math.min(100, Number(readField(fields, 'limit') ?? 10));
  const after = readField(fields, 'starting_after');
  const all = [...account.events.values()]
    .toReversed()
    .filter(({ type, created }) => (types.length === 0 || types.includes(type)) && created >= since);
  const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const data = all.slice(start, start + limit);
  return { object: 'list', data, has_more: start + limit < all.length, url: '/v1/events' };
}
