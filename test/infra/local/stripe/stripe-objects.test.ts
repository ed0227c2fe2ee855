import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StripeAccount } from '../../../../infra/local/stripe/account.ts';
import { createStripe, type EmulatedStripe } from '../../../../infra/local/stripe/server.ts';
import { listStrangers, type PackageType } from './package-types.ts';
import { PUBLISHED_SHAPES } from './published-shapes.ts';

const NOW_MS = Date.parse('2026-11-30T09:00:00Z');
let emulator: EmulatedStripe;
let account: StripeAccount;
let client: Stripe;

/** One session is paid, given back in part, disputed and answered; one is a bank debit that fails; one expires; one stays open. */
beforeAll(async () => {
  const options = { apiKey: 'sk_test_1', webhook: () => null, webhookSecret: 'whsec_1', now: () => NOW_MS, pace: 0 };
  emulator = await createStripe(options);
  account = emulator.account;
  const { hostname, port } = new URL(emulator.url);
  client = new Stripe('sk_test_1', { host: hostname, port, protocol: 'http', telemetry: false });
  const [paid, failed, expired] = [await open(), await open(), await open(), await open()];
  emulator.till.pay(paid, { kind: 'disputed', reason: 'fraudulent' });
  await client.refunds.create({ payment_intent: String(paid.payment_intent), amount: 100 });
  emulator.till.pay(failed, { kind: 'later', succeeds: false });
  emulator.till.settle(failed, false);
  await client.checkout.sessions.expire(expired.id);
  const file = { data: Buffer.from('%PDF-1.7'), name: 'evidence.pdf', type: 'application/pdf' };
  const { id } = await client.files.create({ purpose: 'dispute_evidence', file });
  const evidence = { service_documentation: id, customer_name: 'Ada' };
  await client.disputes.update([...account.disputes.keys()][0] ?? '', { evidence, submit: false });
});
afterAll(() => emulator.close());

async function open(): Promise<Stripe.Checkout.Session> {
  const price_data = { currency: 'usd', unit_amount: 4_000, product_data: { name: 'Mattress' } };
  const line_items = [{ quantity: 1, price_data }];
  const asked = {
    mode: 'payment',
    line_items,
    success_url: 'https://example.com/',
    customer_email: 'a@b.example',
  } as const;
  const { id } = await client.checkout.sessions.create(asked);
  const session = account.sessions.get(id);
  if (!session) throw new Error('no session');
  return session;
}

describe('the objects', () => {
  const TYPES = {
    'checkout.session': { file: 'Checkout/Sessions', name: 'Session' },
    payment_intent: { file: 'PaymentIntents', name: 'PaymentIntent' },
    charge: { file: 'Charges', name: 'Charge' },
    refund: { file: 'Refunds', name: 'Refund' },
    dispute: { file: 'Disputes', name: 'Dispute' },
    event: { file: 'Events', name: 'EventBase' },
    file: { file: 'Files', name: 'File' },
  } as const satisfies Readonly<Record<string, PackageType>>;
  const NAMES = Object.keys(TYPES) as (keyof typeof TYPES)[];

  it.each(NAMES)('%s: every member, nested ones too, is of the kind that Stripe publishes', (name) => {
    const kinds = Object.entries(PUBLISHED_SHAPES[name]).flatMap(([kind, members]) =>
      members.map((member) => [member, kind] as const),
    );
    const published = new Map<string, string>(kinds);
    const wrong = listObjects(name)
      .flatMap((object) => listKinds(object))
      .filter(([member, kind]) => published.has(member) && published.get(member) !== kind);
    expect(listObjects(name)).not.toEqual([]);
    expect(wrong).toEqual([]);
  });

  it.each(NAMES)('%s: has no member, at any depth, that the package does not know', (name) => {
    const strangers = listObjects(name).flatMap((object) => listStrangers(object, TYPES[name]));
    // What an event is of is looked into below.
    expect(strangers.filter((member) => !member.startsWith('data.object.'))).toEqual([]);
  });

  it('are looked into: a stranger is found at any depth', () => {
    const [dispute] = account.disputes.values();
    const details = { ...dispute?.evidence_details, invented: 1 };
    const changed = { ...dispute, evidence: { ...dispute?.evidence, sofa: 'x' }, evidence_details: details };
    expect(listStrangers(changed, TYPES.dispute)).toEqual(['evidence.sofa', 'evidence_details.invented']);
    expect(listKinds(changed)).toContainEqual(['evidence.customer_name', 'string']);
  });

  it('are told by a webhook as the API gives them', () => {
    for (const { data } of account.events.values()) {
      const { object } = data.object as { object: keyof typeof TYPES };
      expect(listStrangers(data.object, TYPES[object])).toEqual([]);
    }
    const kinds = [...account.events.values()].map(({ data }) => (data.object as { object: string }).object);
    expect(new Set(kinds)).toEqual(new Set(['checkout.session', 'charge', 'dispute']));
  });

  it('are listed as Stripe lists, and missed as Stripe misses them', async () => {
    const list = await client.events.list({ limit: 2 });
    expect([list.object, list.data.length, list.has_more, list.url]).toEqual(['list', 2, true, '/v1/events']);
    const missed = client.checkout.sessions.retrieve('cs_test_none');
    await expect(missed).rejects.toMatchObject({
      ...{ type: 'StripeInvalidRequestError', code: 'resource_missing', statusCode: 404, param: 'id' },
    });
  });

  function listObjects(name: keyof typeof TYPES): readonly object[] {
    const { sessions, payments, charges, refunds, disputes, events, files } = account;
    const maps = {
      'checkout.session': sessions,
      payment_intent: payments,
      charge: charges,
      refund: refunds,
      dispute: disputes,
      event: events,
      file: files,
    };
    return [...maps[name].values()];
  }
});

/** Each member with a value, by its path, with what kind that is. */
function listKinds(object: object, path = ''): readonly (readonly [member: string, kind: string])[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (value === null) return [];
    const own = [path + name, Array.isArray(value) ? 'array' : typeof value] as const;
    const isInside = own[1] === 'object' && name !== 'metadata' && own[0] !== 'data';
    return isInside ? [own, ...listKinds(value, `${own[0]}.`)] : [own];
  });
}
