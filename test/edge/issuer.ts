/** Issues tokens to test with: real keys of every kind, and tokens that a forger could make of them. */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { TokenConfig } from '../../edge/config.ts';

/** Sunday, 10:20:00 UTC: twenty minutes into an hour. */
export const NOW = new Date('2026-11-22T10:20:00.000Z');
export const NOW_SECONDS = NOW.getTime() / 1000;
export const ISSUER = 'https://id.example.com';
export const TEST_AUDIENCE = 'https://photos.example.com';
export const HMAC_SECRET = Buffer.alloc(32, 7).toString('base64url');

const KEY_PAIRS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
} as const;

export type PublicAlgorithm = keyof typeof KEY_PAIRS;

export const TOKEN_POLICY: TokenConfig = {
  issuer: ISSUER,
  audience: TEST_AUDIENCE,
  client_id: null,
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  jwks_uri: null,
  max_age_seconds: 86_400,
  roles_claim: 'roles',
  jobs_claim: 'jobs',
  name_claim: 'name',
};

export const CLAIMS: JWTPayload = {
  iss: ISSUER,
  aud: TEST_AUDIENCE,
  sub: 'worker-1',
  iat: NOW_SECONDS - 60,
  exp: NOW_SECONDS + 3600,
  roles: ['worker'],
};

export function publicKeyOf(algorithm: PublicAlgorithm): KeyObject {
  return KEY_PAIRS[algorithm].publicKey;
}

/** The issuer's key set: a key of each kind, with its algorithm as `kid`. */
export async function createJwks(): Promise<readonly JWK[]> {
  const algorithms = Object.keys(KEY_PAIRS) as PublicAlgorithm[];
  return Promise.all(
    algorithms.map(async (kid) => ({ ...(await exportJWK(KEY_PAIRS[kid].publicKey)), kid, use: 'sig' })),
  );
}

export interface Minting {
  readonly algorithm?: PublicAlgorithm;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: KeyObject;
}

/** Signs claims as the issuer does. Undefined takes a claim away. */
export function mintToken(claims: Readonly<Record<string, unknown>> = {}, minting: Minting = {}): Promise<string> {
  const { algorithm = 'RS256', header = {}, key = KEY_PAIRS[algorithm].privateKey } = minting;
  return new SignJWT(JSON.parse(JSON.stringify({ ...CLAIMS, ...claims })))
    .setProtectedHeader({ alg: algorithm, kid: algorithm, ...header })
    .sign(key);
}

/** A token of any header and payload text, signed by HMAC with any bytes: without a library that would object. */
export function forgeToken(header: unknown, payload: unknown, secret: string | Buffer = ''): string {
  const encode = (part: unknown) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
