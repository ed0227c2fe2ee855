/** A call of the API: who calls, what the same call got before, the operation, and errors as Stripe gives them. */
import { createHash } from 'node:crypto';
import type { AskedOfStripe, StripeExchange, StripeResponse } from './exchange.ts';
import { parseStripeFields } from './form-fields.ts';
import { findNeeded, isPermitted } from './key-permissions.ts';
import { runOperation } from './operations.ts';
import { missing, StripeApiError } from './stripe-error.ts';
import { takeFile } from './take-file.ts';
import { newId } from './till.ts';

const FILE_CONTENTS = /^\/v1\/files\/(\w+)\/contents$/;

/** @throws {TypeError} when the emulator itself is wrong */
export function respondToCall(asked: AskedOfStripe, exchange: StripeExchange): StripeResponse {
  const requestId = newId('req');
  try {
    const file = FILE_CONTENTS.exec(asked.url.pathname)?.[1];
    if (file !== undefined) return readContents(file, asked, exchange);
    const { result, isReplayed } = runOnce(asked, exchange);
    const more = isReplayed ? { 'idempotent-replayed': 'true' } : {};
    return toResponse(200, result, { 'request-id': requestId, ...more });
  } catch (error) {
    if (!(error instanceof StripeApiError)) throw error;
    const { status, message, facts } = error;
    return toResponse(status, { error: { message, ...facts } }, { 'request-id': requestId });
  }
}

/** @throws {StripeApiError} when the key may not, or there is no such file */
function readContents(id: string, asked: AskedOfStripe, exchange: StripeExchange): StripeResponse {
  checkKey(asked, exchange);
  const body = exchange.contents.get(id);
  if (!body) throw missing(id);
  return { status: 200, headers: { 'content-type': 'application/pdf' }, body };
}

/** @throws {StripeApiError} when it is refused */
function runOnce(asked: AskedOfStripe, exchange: StripeExchange) {
  const { headers, method, url, body } = asked;
  checkKey(asked, exchange);
  const key = method === 'POST' ? headers['idempotency-key'] : undefined;
  const said = createHash('sha256').update(`${method} ${url.pathname} `).update(body).digest('hex');
  const before = typeof key === 'string' ? exchange.account.responses.get(key) : undefined;
  if (before && before.asked !== said) {
    const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
    throw new StripeApiError(400, message, { type: 'idempotency_error' });
  }
  if (before) return { result: JSON.parse(before.response) as object, isReplayed: true };
  const result = run(asked, exchange);
  if (typeof key === 'string') exchange.account.responses.set(key, { asked: said, response: JSON.stringify(result) });
  return { result, isReplayed: false };
}

/** @throws {StripeApiError} when the key is none, or may not do it */
function checkKey({ method, headers, url }: AskedOfStripe, { keys }: StripeExchange): void {
  const found = keys.find(({ key }) => headers.authorization === `Bearer ${key}`);
  if (!found) throw new StripeApiError(401, 'Invalid API Key provided.');
  if (found.permissions === null) return;
  const needed = findNeeded(method, url.pathname);
  if (needed !== null && isPermitted(found.permissions, needed)) return;
  const lacks = needed === null ? url.pathname : `${needed.resource}: ${needed.right}`;
  throw new StripeApiError(
    403,
    `The provided key does not have the required permissions for this endpoint (${lacks}).`,
  );
}

function run({ method, url, headers, body }: AskedOfStripe, exchange: StripeExchange): object {
  const { account, till, base, now, contents } = exchange;
  const nowSeconds = Math.floor(now() / 1000);
  if (method === 'POST' && url.pathname === '/v1/files') {
    return takeFile({ account, contents, base }, { body, type: headers['content-type'] ?? '', nowSeconds });
  }
  const fields = parseStripeFields(method === 'GET' ? url.search.slice(1) : body.toString());
  return runOperation(method, url.pathname, { account, till, base, fields, nowSeconds });
}

function toResponse(status: number, value: object, headers: Readonly<Record<string, string>>): StripeResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value, null, 2) };
}
