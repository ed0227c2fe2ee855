/** The keys as they are now: from the secret, and for a `kid` that it does not hold, from the issuer. */
import { errors } from 'jose';
import type { EdgeConfig, EdgeSecret } from '../config.ts';
import { createKeyRing, type KeyRing, type VerificationKey } from '../core/key-ring.ts';
import type { KeySource } from '../core/ports.ts';
import { type ImageKey, parseImageKey } from '../core/sign-album.ts';
import type { AwsClient } from './aws-client.ts';
import { readEdgeSecret } from './edge-secret.ts';
import { fetchIssuerJwks } from './issuer-jwks.ts';
import { createRefreshing } from './refreshing.ts';

export interface KeySourceOptions {
  readonly aws: AwsClient;
  readonly config: EdgeConfig;
  /** The region in which this process runs. */
  readonly here: string;
  readonly nowMs: () => number;
}

interface Keys {
  readonly ring: KeyRing;
  /** Parsed where it is first wanted: a ticket needs none. */
  readImageKey(): ImageKey;
}

const MINUTE_MS = 60_000;
const TIMES = { freshMs: 5 * MINUTE_MS, staleMs: 60 * MINUTE_MS };

export function createKeySource({ aws, config, here, nowMs }: KeySourceOptions): KeySource {
  const { jwks_uri } = config.token;
  const ofSecret = createRefreshing(
    async () => toKeys(await readEdgeSecret(aws, config, here)),
    { ...TIMES, coolDownMs: 2_000 },
    nowMs,
  );
  const ofIssuer = createRefreshing(
    async () => createKeyRing(jwks_uri === null ? [] : await fetchIssuerJwks(jwks_uri)),
    { ...TIMES, coolDownMs: MINUTE_MS },
    nowMs,
  );
  /** In this order: what is at hand, then what a new look gives, if none was taken within the cool-down. */
  const rings: readonly FindRing[] = [
    async () => (await ofSecret.get()).ring,
    ...(jwks_uri === null
      ? [async () => (await ofSecret.reload())?.ring ?? null]
      : [() => ofIssuer.get(), () => ofIssuer.reload()]),
  ];
  return {
    findKey: (header, token) => findInRings(rings, header, token),
    readImageKey: async () => (await ofSecret.get()).readImageKey(),
  };
}

/** Null: there is none to look into now. */
type FindRing = () => Promise<KeyRing | null>;

async function findInRings(
  [findRing, ...others]: readonly FindRing[],
  ...asked: Parameters<KeyRing['findKey']>
): Promise<VerificationKey> {
  const [header] = asked;
  try {
    const ring = (await findRing?.()) ?? null;
    if (ring === null) throw new errors.JWKSNoMatchingKey();
    return await ring.findKey(...asked);
  } catch (error) {
    const isUnknown = error instanceof errors.JWKSNoMatchingKey && header.alg !== 'HS256';
    if (!isUnknown || others.length === 0) throw error;
    return findInRings(others, ...asked);
  }
}

function toKeys({ jwks, hmac_secrets, cloudfront }: EdgeSecret): Keys {
  let imageKey: ImageKey | null = null;
  return {
    ring: createKeyRing(jwks.keys, hmac_secrets),
    readImageKey: () => {
      imageKey ??= parseImageKey(cloudfront.key_pair_id, cloudfront.private_key);
      return imageKey;
    },
  };
}
