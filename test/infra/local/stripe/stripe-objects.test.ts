import { readFileSync } from 'node:fs';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StripeAccount } from '../../../../infra/local/stripe/account.ts';
import { createStripe, type EmulatedStripe } from '../../../../infra/local/stripe/server.ts';
import { PUBLISHED_SHAPES } from './published-shapes.ts';

const NOW_MS = Date.parse('2026-11-30T09:00:00Z');
let emulator: EmulatedStripe;
let account: StripeAccount;

beforeAll(async () => {
  const options = { apiKey: 'sk_test_1', webhook: () => null, webhookSecret: 'whsec_1', now: () => NOW_MS, pace: 0 };
  emulator = await createStripe(options);
  account = emulator.account;
  const { hostname, port } = new URL(emulator.url);
  const client = new Stripe('sk_test_1', { host: hostname, port, protocol: 'http', telemetry: false });
  const price_data = { currency: 'usd', unit_amount: 4_000, product_data: { name: 'Mattress' } };
  const { id } = await client.checkout.sessions.create({ mode: 'payment', line_items: [{ quantity: 1, price_data }] });
  const session = account.sessions.get(id);
  if (session) emulator.till.pay(session, { kind: 'disputed', reason: 'fraudulent' });
  await client.refunds.create({ payment_intent: String(session?.payment_intent) });
  const file = { data: Buffer.from('%PDF-1.7'), name: 'evidence.pdf', type: 'application/pdf' };
  await client.files.create({ purpose: 'dispute_evidence', file });
});
afterAll(() => emulator.close());

describe('the objects', () => {
  const FILES = {
    'checkout.session': ['Checkout/Sessions', 'Session'],
    payment_intent: ['PaymentIntents', 'PaymentIntent'],
    charge: ['Charges', 'Charge'],
    refund: ['Refunds', 'Refund'],
    dispute: ['Disputes', 'Dispute'],
    event: ['Events', 'EventBase'],
    file: ['Files', 'File'],
  } as const;

  it.each(Object.keys(FILES) as (keyof typeof FILES)[])(
    '%s: every member is of the kind that Stripe publishes',
    (name) => {
      const kinds = Object.entries(PUBLISHED_SHAPES[name]).flatMap(([kind, members]) =>
        members.map((member) => [member, kind] as const),
      );
      const published = new Map<string, string>(kinds);
      const wrong = listObjects(name).flatMap((object) =>
        Object.entries(object)
          .filter(
            ([member, value]) => value !== null && published.has(member) && published.get(member) !== kindOf(value),
          )
          .map(([member]) => member),
      );
      expect(listObjects(name)).not.toEqual([]);
      expect(wrong).toEqual([]);
    },
  );

  it.each(Object.keys(FILES) as (keyof typeof FILES)[])('%s: has no member that the package does not know', (name) => {
    const [file, type] = FILES[name];
    const text = readFileSync(
      new URL(`../../../../node_modules/stripe/esm/resources/${file}.d.ts`, import.meta.url),
      'utf8',
    );
    const [, body = ''] = new RegExp(`interface ${type} \\{\\n([\\s\\S]*?)\\n\\}`).exec(text) ?? [];
    const known = [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, member]) => member);
    const strangers = listObjects(name).flatMap((object) =>
      Object.keys(object).filter((member) => !known.includes(member)),
    );
    expect(known.length).toBeGreaterThan(5);
    expect(strangers).toEqual([]);
  });

  function listObjects(name: keyof typeof FILES): readonly object[] {
    const { sessions, payments, charges, refunds, disputes, events, files } = account;
    const maps = {
      payment_intent: payments,
      charge: charges,
      refund: refunds,
      dispute: disputes,
      event: events,
      file: files,
    };
    return [...(name === 'checkout.session' ? sessions : maps[name]).values()];
  }

  function kindOf(value: unknown): string {
    return Array.isArray(value) ? 'array' : typeof value;
  }
});
