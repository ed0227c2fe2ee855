/**
 * The token that a link is exchanged for: a JWT (RFC 7519) that the edge signs with a key of its own (Ed25519, RFC 8037). It is
 * verified as any other is (verify-token.ts), by a policy of its own: its issuer, its audience and the one algorithm are fixed here,
 * and its keys are never those of the issuer.
 */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { LINK_SUBJECT, type LinkRecord } from '../../origin/customer-link.ts';
import { isJobId } from '../../origin/photo-key.ts';
import type { LinkKey, TokenConfig } from '../config.ts';
import { AppError } from '../problem.ts';
import { isObject } from './is-object.ts';
import type { LinkName } from './link-secret.ts';
import { type Principal, parseName } from './principal.ts';

/** How long a token of a link holds. */
export const LINK_TOKEN_SECONDS = 3600;
const LINK_ID = /^[A-Za-z0-9_-]{22}$/;

/** What a token of a link has to say. @param deployment one of another deployment is none */
export function toLinkPolicy(deployment: string): TokenConfig {
  const issuer = `urn:edgeshot:${deployment}:links`;
  return {
    issuer,
    audience: issuer,
    client_id: null,
    algorithms: ['EdDSA'],
    jwks_uri: null,
    max_age_seconds: LINK_TOKEN_SECONDS,
    roles_claim: 'roles',
    jobs_claim: 'jobs',
    name_claim: 'name',
  };
}

/** Which policy a token asks to be verified by. Nothing is believed here: whichever it is, the token must hold by it. */
export function isLinkToken(token: string, policy: TokenConfig): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return isObject(claims) && claims.iss === policy.issuer;
  } catch {
    return false;
  }
}

export interface LinkSigner {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** @throws {TypeError} when it is no private key of Ed25519; shows none of it */
export function parseLinkKey({ kid, ...jwk }: LinkKey): LinkSigner {
  try {
    return { kid, privateKey: createPrivateKey({ key: { ...jwk }, format: 'jwk' }) };
  } catch {
    // The parser's own error might show a part of the key.
    throw new TypeError("The link secret's key cannot be used.");
  }
}

export function signLinkToken(
  { jobId, linkId }: LinkName,
  { kid, privateKey }: LinkSigner,
  { policy, now }: { readonly policy: TokenConfig; readonly now: Date },
): string {
  const iat = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: policy.issuer,
    aud: policy.audience,
    sub: LINK_SUBJECT + linkId,
    jobs: [jobId],
    iat,
    exp: iat + LINK_TOKEN_SECONDS,
  };
  const signed = [{ alg: 'EdDSA', typ: 'JWT', kid }, claims].map(encode).join('.');
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

/**
 * Reads which link a verified token is of.
 * @throws {AppError} when it is of none: `token-invalid`
 */
export function parseLinkClaims({ sub = '', jobs }: JWTPayload): LinkName {
  const linkId = sub.startsWith(LINK_SUBJECT) ? sub.slice(LINK_SUBJECT.length) : '';
  const [jobId, ...others]: unknown[] = Array.isArray(jobs) ? jobs : [];
  if (!LINK_ID.test(linkId) || typeof jobId !== 'string' || !isJobId(jobId) || others.length > 0) {
    throw new AppError('token-invalid');
  }
  return { jobId, linkId };
}

/** A customer of this job and of no other, who may do what the link's row says at this moment. */
export function toLinkPrincipal({ job_id, link_id, name, may }: LinkRecord): Principal {
  return {
    subject: LINK_SUBJECT + link_id,
    name: parseName(name),
    roles: ['customer'],
    jobs: [job_id],
    scope: may === 'add' ? ['view', 'upload'] : ['view'],
    link: link_id,
  };
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
