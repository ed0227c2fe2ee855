/**
 * Stripe in test mode, emulated, as far as bookings need it: the API that the official package calls, a Checkout page, and events to
 * a webhook. See README.md beside it for what it imitates and what not.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { formatAccount, parseAccount, type StripeAccount } from './account.ts';
import { createDeliveries, type Deliveries } from './deliver-events.ts';
import type { StripeExchange, StripeKey } from './exchange.ts';
import { BOOKING_PERMISSIONS, EVIDENCE_PERMISSIONS } from './key-permissions.ts';
import { respondToCall } from './respond-to-call.ts';
import { respondToPage } from './respond-to-page.ts';
import { createTill, type Till } from './till.ts';

export interface StripeOptions {
  readonly host?: string;
  /** 0 or absent takes a free one. */
  readonly port?: number;
  /** What the API asks for. */
  readonly apiKey: string;
  /** Of another key, which may do no more than files and disputes; the first may not do those then. */
  readonly evidenceKey?: string;
  /** The webhook's address; null while there is none. */
  readonly webhook: () => string | null;
  readonly webhookSecret: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** What was kept before. */
  readonly kept?: Readonly<Record<string, unknown>> | null;
  /** Is given all there is, after each change. */
  readonly keep?: (kept: Readonly<Record<string, unknown>>) => void;
  readonly log?: (line: string) => void;
  /** In [0, 1). */
  readonly random?: () => number;
  /** How slow deliveries are: 1 as for a human being. */
  readonly pace?: number;
}

export interface EmulatedStripe {
  readonly url: string;
  readonly account: StripeAccount;
  readonly till: Till;
  readonly deliveries: Deliveries;
  /** The bytes of files, by id. */
  readonly contents: ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}

/** Sessions that are over are told so often, as a payment that takes its time. */
const TICK_MS = 1_000;
/** So long does a bank debit take here; at Stripe it is days. */
const DEBIT_SECONDS = 3;

/** @throws {NodeJS.ErrnoException} when the port is taken */
export async function createStripe(options: StripeOptions): Promise<EmulatedStripe> {
  const { host = '127.0.0.1', port = 0, now, log = () => undefined, random = Math.random, pace = 1 } = options;
  const account = parseAccount(options.kept ?? null);
  const { webhook: url, webhookSecret: secret } = options;
  const deliveries = createDeliveries({ url, secret, now, log, random, pace });
  const keep = () => options.keep?.(formatAccount(account));
  const onEvent = (event: Stripe.Event) => {
    keep();
    deliveries.send(event);
  };
  const till = createTill({ account, now, onEvent });
  const state = { url: '' };
  const keys = listKeys(options);
  const contents = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const exchange = { account, till, deliveries, base: state.url, now, keys, contents };
    respond(request, response, exchange).then(keep, (error: unknown) => {
      log(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  state.url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const timer = setInterval(() => passStripeTime(account, till, now() / 1000), TICK_MS);
  return {
    ...{ url: state.url, account, till, deliveries, contents },
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        deliveries.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, exchange: StripeExchange): Promise<void> {
  const url = new URL(request.url ?? '/', exchange.base);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const asked = { method: request.method ?? 'GET', url, headers: request.headers, body: Buffer.concat(chunks) };
  const { status, headers, body } = url.pathname.startsWith('/v1/')
    ? respondToCall(asked, exchange)
    : respondToPage(asked, exchange);
  response.writeHead(status, headers).end(body);
}

function listKeys({ apiKey, evidenceKey }: StripeOptions): readonly StripeKey[] {
  if (evidenceKey === undefined) return [{ key: apiKey, permissions: null }];
  return [
    { key: apiKey, permissions: BOOKING_PERMISSIONS },
    { key: evidenceKey, permissions: EVIDENCE_PERMISSIONS },
  ];
}

/** What time alone does. */
export function passStripeTime(account: StripeAccount, till: Till, nowSeconds: number): void {
  for (const session of account.sessions.values()) {
    if (session.status === 'open' && session.expires_at <= nowSeconds) till.expire(session);
    const payment = account.payments.get(String(session.payment_intent));
    const isDue = payment?.status === 'processing' && payment.created + DEBIT_SECONDS <= nowSeconds;
    if (isDue) till.settle(session, account.checkouts.get(session.id)?.debit_fails !== true);
  }
}
