/** The access tokens of a local run (RFC 9068), as its issuer signs them and as `npm run token` does without it. */
import { randomUUID } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';
import type { DemoUser } from './demo-user.ts';

/** The resource that tokens are for: their `aud`. An absolute URI, as RFC 8707 asks of a resource indicator. */
export const AUDIENCE = 'urn:edgeshot:api';
export const CLIENT_ID = 'edgeshot';
export const ACCESS_TOKEN_SECONDS = 3600;

/** What a token says of a user beside `sub`. */
export function toUserClaims({ fullName, role }: Pick<DemoUser, 'fullName' | 'role'>): Record<string, unknown> {
  return { name: fullName, roles: [role] };
}

export interface SignAccessTokenOptions {
  readonly issuer: string;
  /** RS256, private, with its `kid`. */
  readonly key: JWK;
  /** The only jobs that the token is good for; left out, the jobs' records decide. */
  readonly jobs?: readonly string[];
  readonly scope?: string;
  readonly expiresInSeconds: number;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

export function signAccessToken(user: DemoUser, options: SignAccessTokenOptions): Promise<string> {
  const { issuer, key, jobs, scope, expiresInSeconds, nowMs } = options;
  const nowSeconds = Math.floor(nowMs / 1000);
  return new SignJWT({
    ...toUserClaims(user),
    client_id: CLIENT_ID,
    ...(jobs === undefined ? {} : { jobs }),
    ...(scope === undefined ? {} : { scope }),
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setIssuer(issuer)
    .setSubject(user.subject)
    .setAudience(AUDIENCE)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + expiresInSeconds)
    .setJti(randomUUID())
    .sign(key);
}
