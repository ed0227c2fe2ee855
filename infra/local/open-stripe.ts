/** The emulated Stripe of a run that takes payments, with what it keeps in the data folder. */
import { createHash } from 'node:crypto';
import type { Context } from '../config/context-keys.ts';
import { parseDeployment } from '../config/parse-deployment.ts';
import type { DataFolder } from './data-folder.ts';
import { readJsonObject, replaceJsonFile } from './json-file.ts';
import type { RunKeys } from './run-keys.ts';
import { createStripe } from './stripe/server.ts';
import { HOST } from './tcp-ports.ts';

export interface OpenStripeOptions {
  readonly folder: Pick<DataFolder, 'stripe'>;
  /** Takes what has to be closed. */
  readonly opened: AsyncDisposableStack;
  readonly log: (source: string, line: string) => void;
  readonly keys: RunKeys;
  readonly port: number;
  readonly settings: Context;
  /** Where the distribution is; null until it is up. */
  readonly edge: () => string | null;
}

export interface RunStripe {
  readonly url: string;
  /** What the functions of bookings find. */
  readonly secret: string;
  /** What the function finds that makes evidence for disputes: a key of its own. */
  readonly evidenceSecret: string;
}

/**
 * Opens it; null: this run takes no payments.
 * @throws {NodeJS.ErrnoException} when the port is taken.
 */
export async function openStripe(options: OpenStripeOptions): Promise<RunStripe | null> {
  const { folder, opened, log, keys, port, settings, edge } = options;
  if (parseDeployment({ ...settings, stage: 'local' }).payments === null) return null;
  const derive = (name: string) => createHash('sha256').update(`${name}|${keys.salt}`).digest('hex').slice(0, 32);
  const [apiKey, webhookSecret] = [`rk_test_${derive('stripe-key')}`, `whsec_${derive('stripe-webhook')}`];
  const evidenceKey = `rk_test_${derive('stripe-evidence-key')}`;
  let keeping = Promise.resolve();
  const stripe = await createStripe({
    ...{ host: HOST, port, apiKey, evidenceKey, webhookSecret },
    webhook: () => {
      const url = edge();
      return url === null ? null : `${url}/stripe/webhook`;
    },
    now: Date.now,
    kept: readJsonObject(folder.stripe),
    keep: (kept) => {
      keeping = keeping.then(() => replaceJsonFile(folder.stripe, kept)).catch((error) => log('stripe', String(error)));
    },
    log: (line) => log('stripe', line),
  });
  opened.defer(async () => {
    await stripe.close();
    await keeping;
  });
  const secret = {
    api_key: apiKey,
    webhook_secrets: [webhookSecret],
    salt: derive('stripe-salt'),
    api_base: stripe.url,
  };
  const evidence = { api_key: evidenceKey, api_base: stripe.url };
  return { url: stripe.url, secret: JSON.stringify(secret), evidenceSecret: JSON.stringify(evidence) };
}
