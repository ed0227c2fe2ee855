/** The access tokens of a local run, as its issuer signs them and as `npm run token` does without it. */
import { randomUUID } from 'node:crypto';
import { CompactSign, importJWK, type JWK } from 'jose';
import type { DemoUser } from './demo-user.ts';
import { AUDIENCE, CLIENT_ID, type TokenShape, toShape } from './token-shapes.ts';

export const ACCESS_TOKEN_SECONDS = 3600;

export interface SignAccessTokenOptions {
  readonly issuer: string;
  /** RS256, private, with its `kid`. */
  readonly key: JWK;
  /** RFC 9068 unless told. */
  readonly shape?: TokenShape;
  /** The only jobs that the token is good for; left out, the jobs' records decide. */
  readonly jobs?: readonly string[];
  readonly scope?: string;
  readonly expiresInSeconds: number;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

export async function signAccessToken(user: DemoUser, options: SignAccessTokenOptions): Promise<string> {
  const { issuer, key, shape = 'rfc9068', jobs, scope, expiresInSeconds, nowMs } = options;
  const nowSeconds = Math.floor(nowMs / 1000);
  const plain = {
    iss: issuer,
    sub: user.subject,
    aud: AUDIENCE,
    iat: nowSeconds,
    exp: nowSeconds + expiresInSeconds,
    jti: randomUUID(),
    client_id: CLIENT_ID,
    jobs,
    scope,
  };
  const { header, payload } = toShape(shape, { header: { typ: 'at+jwt', kid: key.kid }, payload: plain }, user);
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'RS256', ...header })
    .sign(await importJWK(key, 'RS256'));
}
