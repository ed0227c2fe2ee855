/**
 * Verifies Signature Version 4, in a header or in a query, for any service. Answers with a neutral fault that each
 * service words as AWS does. Stricter than AWS in one point: a presigned URL dated ahead of the clock is refused at once.
 */
import { timingSafeEqual } from 'node:crypto';
import {
  hmacHex,
  type QueryParameter,
  sha256Hex,
  toCanonicalRequest,
  toVerifyingKey,
  type WireRequest,
} from './canonical-request.ts';
import type { Credential, CredentialStore } from './credentials.ts';
import {
  type CredentialScope,
  findHeader,
  parseAuthorization,
  parseTimestamp,
  type SignatureClaim,
} from './parse-authorization.ts';

export type VerificationFault =
  | 'two-mechanisms'
  | 'unsupported-mechanism'
  | 'malformed'
  | 'wrong-scope'
  | 'unknown-key'
  | 'bad-token'
  | 'expired-token'
  | 'bad-date'
  | 'skewed'
  | 'not-yet-valid'
  | 'expired'
  | 'headers-not-signed'
  | 'no-match';

/** The proof of a signature that holds. */
export interface VerifiedSignature {
  readonly kind: 'signed';
  readonly via: 'header' | 'query';
  readonly credential: Credential;
  readonly scope: CredentialScope;
  /** `yyyymmddThhmmssZ` */
  readonly timestamp: string;
  /** Milliseconds since it was signed. */
  readonly ageMs: number;
  /** What was signed for the body: hex SHA-256, `UNSIGNED-PAYLOAD` or `STREAMING-…`. The body is not checked here. */
  readonly payloadHash: string;
  /** For the chunk signatures of a streaming body. */
  readonly signature: string;
  readonly signingKey: Buffer;
}

export type SignatureResult =
  | { readonly kind: 'anonymous' }
  | VerifiedSignature
  | {
      readonly kind: 'fault';
      readonly fault: VerificationFault;
      readonly via: 'header' | 'query';
      readonly detail: string;
      /** For the response to a signature that does not match, as S3 gives it. */
      readonly accessKeyId?: string;
      readonly stringToSign?: string;
      readonly canonicalRequest?: string;
    };

export interface VerifySignatureOptions {
  readonly credentials: CredentialStore;
  readonly service: string;
  readonly region: string;
  readonly nowMs: number;
  /** Hex SHA-256 of the body, of a service that reads it whole; S3 leaves it out and passes the signed header. */
  readonly bodySha256?: string;
}

const MAX_SKEW_MS = 15 * 60 * 1000;
/** Headers that are added on the way, or that signers need not cover. */
const NEVER_SIGNED = new Set(['x-amzn-trace-id', 'x-amz-content-sha256']);

interface Refusal {
  readonly fault: VerificationFault;
  readonly detail: string;
}

function checkTime(claim: SignatureClaim, nowMs: number): Refusal | null {
  const signedAtMs = parseTimestamp(claim.timestamp);
  if (signedAtMs === null || !claim.timestamp.startsWith(claim.scope.date)) {
    return { fault: 'bad-date', detail: claim.timestamp };
  }
  if (claim.expiresInSeconds === undefined) {
    return Math.abs(nowMs - signedAtMs) > MAX_SKEW_MS ? { fault: 'skewed', detail: claim.timestamp } : null;
  }
  // A signer's clock may run a little ahead of ours, as S3 grants too.
  if (signedAtMs > nowMs + MAX_SKEW_MS) return { fault: 'not-yet-valid', detail: claim.timestamp };
  return nowMs > signedAtMs + claim.expiresInSeconds * 1000
    ? { fault: 'expired', detail: String(claim.expiresInSeconds) }
    : null;
}

/** Checks that a session token is the credential's own and has not run out; null where all is well. */
export function checkSessionToken(
  credential: Credential,
  sessionToken: string | undefined,
  nowMs: number,
): 'bad-token' | 'expired-token' | null {
  if (credential.sessionToken !== sessionToken) return 'bad-token';
  return credential.expiresAtMs !== undefined && nowMs >= credential.expiresAtMs ? 'expired-token' : null;
}

function findUnsigned(request: WireRequest, claim: SignatureClaim): string[] {
  const names = request.headers.map(({ name }) => name.toLowerCase());
  return [...new Set(names)].filter(
    (name) =>
      (name.startsWith('x-amz-') || name === 'host') && !NEVER_SIGNED.has(name) && !claim.signedHeaders.includes(name),
  );
}

/** Compares two hex texts in constant time. */
export function equalsHex(left: string, right: string): boolean {
  const a = Buffer.from(left, 'latin1');
  const b = Buffer.from(right, 'latin1');
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A request, its query parsed, and who claims to have signed it. */
interface ClaimedRequest {
  readonly request: WireRequest;
  readonly parameters: readonly QueryParameter[];
  readonly claim: SignatureClaim;
}

function choosePayloadHash({ request, parameters, claim }: ClaimedRequest, options: VerifySignatureOptions): string {
  if (options.service !== 's3') return options.bodySha256 ?? sha256Hex('');
  const declared = findHeader(request, 'x-amz-content-sha256');
  const isSigned = claim.signedHeaders.includes('x-amz-content-sha256');
  if (declared !== null && (claim.via === 'header' || isSigned)) return declared;
  const inQuery = parameters.find(({ name }) => name === 'X-Amz-Content-Sha256');
  return inQuery?.value ?? 'UNSIGNED-PAYLOAD';
}

function checkScope({ scope }: SignatureClaim, { region, service }: VerifySignatureOptions): Refusal | null {
  if (scope.region !== region) {
    return { fault: 'wrong-scope', detail: `the region '${scope.region}' is wrong; expecting '${region}'` };
  }
  if (scope.service !== service) {
    const detail = `incorrect service "${scope.service}". This endpoint belongs to "${service}".`;
    return { fault: 'wrong-scope', detail };
  }
  return null;
}

function checkToken(claim: SignatureClaim, credential: Credential, nowMs: number): Refusal | null {
  const fault = checkSessionToken(credential, claim.sessionToken, nowMs);
  return fault === null ? null : { fault, detail: 'X-Amz-Security-Token' };
}

function checkSignedHeaders(request: WireRequest, claim: SignatureClaim): Refusal | null {
  const unsigned = findUnsigned(request, claim);
  return unsigned.length === 0 ? null : { fault: 'headers-not-signed', detail: unsigned.join(', ') };
}

/** `parameters` are the request's query, parsed. */
export function verifySignature(
  request: WireRequest,
  parameters: readonly QueryParameter[],
  options: VerifySignatureOptions,
): SignatureResult {
  const parsed = parseAuthorization(request, parameters);
  if (parsed.kind !== 'claim') return parsed;
  const { claim } = parsed;
  const { via, accessKeyId } = claim;
  const outOfScope = checkScope(claim, options);
  if (outOfScope !== null) return { kind: 'fault', via, accessKeyId, ...outOfScope };
  const credential = options.credentials.find(accessKeyId);
  if (credential === null) return { kind: 'fault', via, accessKeyId, fault: 'unknown-key', detail: accessKeyId };
  const refusal =
    checkTime(claim, options.nowMs) ??
    checkToken(claim, credential, options.nowMs) ??
    checkSignedHeaders(request, claim);
  return refusal === null
    ? matchSignature({ request, parameters, claim }, { ...options, credential })
    : { kind: 'fault', via, accessKeyId, ...refusal };
}

function formatStringToSign({ scope, timestamp }: SignatureClaim, canonicalRequest: string): string {
  const { date, region, service } = scope;
  const scopeText = `${date}/${region}/${service}/aws4_request`;
  return ['AWS4-HMAC-SHA256', timestamp, scopeText, sha256Hex(canonicalRequest)].join('\n');
}

function matchSignature(
  claimed: ClaimedRequest,
  options: VerifySignatureOptions & { readonly credential: Credential },
): SignatureResult {
  const { request, parameters, claim } = claimed;
  const { via, accessKeyId, scope, timestamp, signature } = claim;
  const { credential } = options;
  const payloadHash = choosePayloadHash(claimed, options);
  const canonicalRequest = toCanonicalRequest(request, parameters, {
    service: options.service,
    headerNames: claim.signedHeaders,
    payloadHash,
  });
  const stringToSign = formatStringToSign(claim, canonicalRequest);
  const signingKey = toVerifyingKey(credential.secretAccessKey, scope);
  if (!equalsHex(hmacHex(signingKey, stringToSign), signature)) {
    return { kind: 'fault', fault: 'no-match', via, detail: '', accessKeyId, stringToSign, canonicalRequest };
  }
  const ageMs = options.nowMs - (parseTimestamp(timestamp) ?? 0);
  return { kind: 'signed', via, credential, scope, timestamp, ageMs, payloadHash, signature, signingKey };
}
