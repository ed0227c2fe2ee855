/**
 * Verifies a bearer token: a JWS in compact form (RFC 7515) that holds a JWT (RFC 7519), checked as RFC 8725 advises.
 * The algorithm comes from the configuration and the key from the secret or the issuer; the token names neither.
 */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenConfig } from '../config.ts';
import { AppError } from '../problem.ts';
import { hasRepeatedMember } from './repeated-member.ts';
import { CLOCK_TOLERANCE_SECONDS, MAX_TOKEN_LENGTH } from './viewer-contract.ts';

/** The scheme's name before the token (RFC 6750 section 2.1, RFC 9110 section 11.1). */
const BEARER = /^bearer +(\S+)$/i;
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const ACCEPTED_TYPES = ['jwt', 'at+jwt', 'application/at+jwt'];

/**
 * Takes the token out of the Authorization headers of a request.
 * @throws {AppError} when there is no header (`token-missing`), or not one bearer token in one header (`token-invalid`)
 */
export function parseBearer(headers: readonly string[]): string {
  const [header, ...others] = headers;
  if (header === undefined) throw new AppError('token-missing');
  const token = others.length === 0 && header.length <= MAX_TOKEN_LENGTH + 8 ? BEARER.exec(header)?.[1] : undefined;
  return parseToken(token ?? '');
}

/**
 * Takes the token out of the fields `access_token` of a form (RFC 6750 section 2.2). Blanks around it come from pasting.
 * @throws {AppError} when there is none (`token-missing`), it is no JWS (`token-invalid`), or it stands more than once
 * (`bad-request`, section 3.1)
 */
export function parseFormToken(fields: readonly string[]): string {
  const [field = '', ...others] = fields.map((value) => value.trim());
  if (others.length > 0) throw new AppError('bad-request', { detail: 'The token must stand in the form once.' });
  if (field === '') throw new AppError('token-missing');
  return parseToken(field);
}

function parseToken(text: string): string {
  if (text.length > MAX_TOKEN_LENGTH || !COMPACT_JWS.test(text)) throw new AppError('token-invalid');
  return text;
}

export interface Verification {
  readonly policy: TokenConfig;
  readonly now: Date;
  /** Finds the key of a header's `kid` and `alg`. It throws jose's JWKSNoMatchingKey where there is none. */
  readonly findKey: JWTVerifyGetKey;
}

/**
 * Returns the claims of a token that holds.
 * @throws {AppError} when it does not hold: `token-expired`, or `token-invalid` with jose's reason as its cause
 */
export async function verifyToken(token: string, { policy, now, findKey }: Verification): Promise<JWTPayload> {
  if (token.length > MAX_TOKEN_LENGTH || isAmbiguous(token)) throw new AppError('token-invalid');
  const payload = await verifyWithJose(token, { policy, now, findKey });
  if (policy.client_id !== null && payload.client_id !== policy.client_id) throw new AppError('token-invalid');
  if (payload.token_use !== undefined && payload.token_use !== 'access') throw new AppError('token-invalid');
  if (policy.client_id !== null && payload.token_use === undefined) throw new AppError('token-invalid');
  // It is bound to a key of its sender (RFC 7800; RFC 9449 section 6), which nothing here could check.
  if (payload.cnf !== undefined) throw new AppError('token-invalid');
  return payload;
}

async function verifyWithJose(token: string, { policy, now, findKey }: Verification): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, findKey, {
      algorithms: [...policy.algorithms],
      issuer: policy.issuer,
      ...(policy.audience === null ? {} : { audience: policy.audience }),
      requiredClaims: ['sub', 'exp', 'iat'],
      maxTokenAge: policy.max_age_seconds,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    });
    if (!isAcceptedType(protectedHeader)) throw new AppError('token-invalid');
    return payload;
  } catch (cause) {
    throw toTokenError(cause);
  }
}

/** The header's members are whatever the token says, strings or not. */
function isAcceptedType({ typ = 'jwt' }: { readonly typ?: unknown }): boolean {
  return typeof typ === 'string' && ACCEPTED_TYPES.includes(typ.toLowerCase());
}

function toTokenError(cause: unknown): unknown {
  if (cause instanceof errors.JWTExpired) return new AppError('token-expired', { cause });
  if (cause instanceof errors.JOSEError) return new AppError('token-invalid', { cause });
  return cause;
}

/** A member that stands twice reads differently in two parsers; no honest issuer writes one. */
function isAmbiguous(token: string): boolean {
  const [header = '', payload = ''] = token.split('.');
  return [header, payload].some((part) => hasRepeatedMember(Buffer.from(part, 'base64url').toString()));
}
