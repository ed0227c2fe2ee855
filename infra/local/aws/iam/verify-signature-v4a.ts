/**
 * Verifies Signature Version 4A in a header: ECDSA on P-256 over the canonical request, by a key that is derived from the
 * secret, good in every region of its set. The derivation is that of NIST SP 800-108 in counter mode, as AWS's open
 * libraries have it. Here the verifier holds the secret; AWS holds the public key alone.
 */
import { createECDH, createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sha256Hex, toCanonicalRequest, type WireRequest } from './canonical-request.ts';
import type { Credential, CredentialStore } from './credentials.ts';
import { findHeader, parseTimestamp } from './parse-authorization.ts';
import { checkSessionToken } from './verify-signature.ts';

const ALGORITHM_V4A = 'AWS4-ECDSA-P256-SHA256';
const AUTHORIZATION =
  /^AWS4-ECDSA-P256-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]+)$/;
const MUST_BE_SIGNED = ['host', 'x-amz-date', 'x-amz-region-set'];
const MAX_SKEW_MS = 15 * 60 * 1000;
/** The order of P-256, less two: a candidate above it is no key. */
const MAX_CANDIDATE = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f');
const MAX_TRIALS = 254;

export type V4aFault = 'anonymous' | 'malformed' | 'unknown-key' | 'token' | 'skewed' | 'region' | 'no-match';

export type V4aResult =
  | { readonly kind: 'signed'; readonly credential: Credential }
  | { readonly kind: 'fault'; readonly fault: V4aFault };

export interface VerifyV4aOptions {
  readonly credentials: CredentialStore;
  readonly service: string;
  readonly region: string;
  readonly nowMs: number;
  readonly body: Uint8Array;
}

export function verifySignatureV4a(request: WireRequest, options: VerifyV4aOptions): V4aResult {
  const fault = (name: V4aFault): V4aResult => ({ kind: 'fault', fault: name });
  const authorization = findHeader(request, 'authorization');
  if (authorization === null) return fault('anonymous');
  const [, accessKeyId = '', date = '', service, names = '', signature = ''] = AUTHORIZATION.exec(authorization) ?? [];
  const timestamp = findHeader(request, 'x-amz-date') ?? '';
  const signedAtMs = parseTimestamp(timestamp);
  const headerNames = names.split(';');
  if (service !== options.service || signedAtMs === null || !timestamp.startsWith(date)) return fault('malformed');
  if (MUST_BE_SIGNED.some((name) => !headerNames.includes(name))) return fault('malformed');
  const credential = options.credentials.find(accessKeyId);
  if (credential === null) return fault('unknown-key');
  const token = findHeader(request, 'x-amz-security-token') ?? undefined;
  if (checkSessionToken(credential, token, options.nowMs) !== null) return fault('token');
  if (Math.abs(options.nowMs - signedAtMs) > MAX_SKEW_MS) return fault('skewed');
  if (!coversRegion(findHeader(request, 'x-amz-region-set') ?? '', options.region)) return fault('region');
  const payloadHash = sha256Hex(options.body);
  const canonical = toCanonicalRequest(request, [], { service: options.service, headerNames, payloadHash });
  const signed = [ALGORITHM_V4A, timestamp, `${date}/${service}/aws4_request`, sha256Hex(canonical)].join('\n');
  const isMatch = verify('sha256', Buffer.from(signed), toPublicKeyV4a(credential), Buffer.from(signature, 'hex'));
  return isMatch ? { kind: 'signed', credential } : fault('no-match');
}

/** `*` and `us-*` count for what they begin. */
function coversRegion(set: string, region: string): boolean {
  return set.split(',').some((each) => {
    const name = each.trim();
    return name.endsWith('*') ? region.startsWith(name.slice(0, -1)) : name === region;
  });
}

/**
 * The public half of the key that a secret stands for.
 * @throws {RangeError} when no counter gives a key, which no secret is known to do
 */
export function toPublicKeyV4a({
  accessKeyId,
  secretAccessKey,
}: Pick<Credential, 'accessKeyId' | 'secretAccessKey'>): KeyObject {
  for (let counter = 1; counter <= MAX_TRIALS; counter += 1) {
    const input = Buffer.concat([
      Buffer.from([0, 0, 0, 1]),
      Buffer.from(`${ALGORITHM_V4A}\0${accessKeyId}`),
      Buffer.from([counter, 0, 0, 1, 0]),
    ]);
    const candidate = createHmac('sha256', `AWS4A${secretAccessKey}`).update(input).digest('hex');
    const number = BigInt(`0x${candidate}`);
    if (number > MAX_CANDIDATE) continue;
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey((number + 1n).toString(16).padStart(64, '0'), 'hex');
    const point = ecdh.getPublicKey();
    const x = point.subarray(1, 33).toString('base64url');
    const y = point.subarray(33).toString('base64url');
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  }
  throw new RangeError('no key of P-256 comes of this secret');
}
