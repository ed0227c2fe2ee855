/** Disputes at Stripe, by its official package and a key that may do no more than this: files and disputes. */
import Stripe from 'stripe';
import type { DisputePort, StripeDispute } from '../dispute/ports.ts';

export interface StripeDisputesOptions {
  readonly apiKey: string;
  /** Where the emulated Stripe is; null: Stripe itself. */
  readonly apiBase: string | null;
}

/** A document goes up in a second or two; the function itself has 60 s. */
const TIMEOUT_MS = 15_000;
/** Since Stripe's API of 2026-09-30, for drafts too. */
const TOO_LONG = 'dispute_evidence_page_limit_exceeded';

export function createStripeDisputes({ apiKey, apiBase }: StripeDisputesOptions): DisputePort {
  const base = apiBase === null ? null : new URL(apiBase);
  const local = base === null ? {} : ({ protocol: 'http', host: base.hostname, port: base.port } as const);
  const stripe = new Stripe(apiKey, { ...local, timeout: TIMEOUT_MS, maxNetworkRetries: 1, telemetry: false });
  return {
    read: (id) => withoutWords(async () => toStripeDispute(await stripe.disputes.retrieve(id))),
    upload: (document, name) =>
      withoutWords(async () => {
        const file = { data: Buffer.from(document), name, type: 'application/pdf' };
        return (await stripe.files.create({ purpose: 'dispute_evidence', file })).id;
      }),
    attach: (id, fileId, texts) =>
      withoutWords(async () => {
        const evidence = { ...texts, service_documentation: fileId };
        try {
          await stripe.disputes.update(id, { evidence, submit: false });
          return 'attached';
        } catch (error) {
          if (error instanceof Stripe.errors.StripeError && error.code === TOO_LONG) return 'too-long';
          throw error;
        }
      }),
  };
}

function toStripeDispute(dispute: Stripe.Dispute): StripeDispute {
  const { id, status, reason, amount, currency, payment_intent, created, evidence, evidence_details } = dispute;
  return {
    ...{ dispute_id: id, status, reason, amount, currency, created },
    payment_intent: toId(payment_intent),
    due_by: evidence_details.due_by,
    file_id: toId(evidence.service_documentation),
    filled: Object.entries(evidence).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [name] : [],
    ),
  };
}

/** Stripe gives another object by its id, or whole where that was asked for. */
function toId(reference: string | { readonly id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Of Stripe's errors the code alone: their texts may tell of people, and they go into a log. */
async function withoutWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw Object.assign(new Error(error.code ?? String(error.statusCode)), { name: error.type });
  }
}
