/** Stripe's keys, read from a secret of their own and kept for five minutes: so long a replaced one may still be in use. */
import type { EdgeConfig } from '../config.ts';
import { isObject } from '../core/is-object.ts';
import { AppError } from '../problem.ts';
import type { AwsClient } from './aws-client.ts';
import { createRefreshing } from './refreshing.ts';

export interface StripeSecret {
  /** Restricted: docs/payments.md says to what. */
  readonly api_key: string;
  /** Of the webhook: two while one is being replaced. */
  readonly webhook_secrets: readonly string[];
  /** Of the hashes of network addresses. */
  readonly salt: string;
  /** Where the emulated Stripe is; null: Stripe itself. On this machine alone. */
  readonly api_base: string | null;
}

export interface StripeSecretOptions {
  readonly aws: AwsClient;
  readonly config: Pick<EdgeConfig, 'region'>;
  readonly secretId: string;
  readonly nowMs: () => number;
}

const MINUTE_MS = 60_000;
const TIMES = {
  ...{ refreshMs: 4 * MINUTE_MS, freshMs: 5 * MINUTE_MS, staleMs: 60 * MINUTE_MS },
  ...{ coolDownMs: 2_000, waitMs: 1_000 },
};
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/;

/** Returns what gives the keys as they are now. */
export function createStripeSecret({ aws, config, secretId, nowMs }: StripeSecretOptions): () => Promise<StripeSecret> {
  const secret = createRefreshing(
    async () => {
      const input = { SecretId: secretId };
      const call = { service: 'secretsmanager', region: config.region, target: 'GetSecretValue', input } as const;
      const output = await aws.sendJson(call);
      return parseStripeSecret(isObject(output) ? output.SecretString : null);
    },
    TIMES,
    { nowMs },
  );
  return () => secret.get();
}

/** @throws {AppError} when a member is missing or wrong: `internal`, whose cause names it and none of its content */
export function parseStripeSecret(text: unknown): StripeSecret {
  const { api_key, webhook_secrets, salt, api_base = null } = parseJson(text);
  if (typeof api_key !== 'string' || !/^[rs]k_(test|live)_/.test(api_key)) throw unusable('api_key');
  const isList = Array.isArray(webhook_secrets) && webhook_secrets.length > 0;
  const isRight = isList && webhook_secrets.every((each) => typeof each === 'string' && each.startsWith('whsec_'));
  if (!isRight) throw unusable('webhook_secrets');
  if (typeof salt !== 'string' || salt.length < 16) throw unusable('salt');
  if (api_base !== null && (typeof api_base !== 'string' || !LOOPBACK.test(api_base))) throw unusable('api_base');
  return { api_key, webhook_secrets: webhook_secrets as string[], salt, api_base };
}

function parseJson(text: unknown): Readonly<Record<string, unknown>> {
  try {
    const secret: unknown = JSON.parse(String(text));
    return isObject(secret) ? secret : {};
  } catch {
    throw unusable('JSON');
  }
}

function unusable(member: string): AppError {
  return new AppError('internal', { cause: new TypeError(`The secret's ${member} is missing or wrong.`) });
}
