/**
 * The keys that verify tokens. A key set is filtered before it is used: what is private, weak, or for another purpose
 * is ignored (RFC 8725 sections 3.2, 3.5). A secret is never used as a public key, nor the other way round: the header's
 * algorithm, which the configuration has allowed, decides which of the two are searched.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { errors, type FlattenedJWSInput, importJWK, type JWK, type JWSHeaderParameters } from 'jose';
import type { TokenAlgorithm } from '../config.ts';

export type VerificationKey = CryptoKey | KeyObject | Uint8Array;

export interface KeyRing {
  /**
   * Finds the key of a header; none of those whose `kid` is revoked.
   * @throws {JWKSNoMatchingKey} when the ring has no key for the header
   */
  findKey(header: JWSHeaderParameters, token: FlattenedJWSInput, revoked?: RevokedKids): Promise<VerificationKey>;
  /** It has no key at all. */
  readonly isEmpty: boolean;
}

export type RevokedKids = ReadonlySet<string>;

/** RFC 7518 section 3.3. */
const LEAST_RSA_BITS = 2048;
/** RFC 7518 section 3.2. */
const LEAST_SECRET_BYTES = 32;
const NONE_REVOKED: RevokedKids = new Set();

/** Makes a ring of a JWK set and, where HS256 is configured, secrets (base64url). */
export function createKeyRing(jwks: readonly JWK[], secrets: readonly string[] = []): KeyRing {
  const publicKeys = jwks
    .filter(isSoundPublicKey)
    .map((jwk) => ({ jwk, imported: null as Promise<VerificationKey> | null }));
  const hmacKeys = secrets.map(toHmacKey).filter((key) => key !== null);

  const findPublicKey = (algorithm: string, kid: string | undefined, revoked: RevokedKids) => {
    const fitting = publicKeys.filter(({ jwk }) => algorithmOf(jwk) === algorithm && !revoked.has(jwk.kid ?? ''));
    const found = kid === undefined && fitting.length === 1 ? fitting : fitting.filter(({ jwk }) => jwk.kid === kid);
    const [key] = found;
    if (key === undefined || kid === '') throw new errors.JWKSNoMatchingKey();
    // What is no key after all, such as a point off the curve, is none that was found, and is not kept.
    key.imported ??= importJWK(key.jwk, algorithm).catch(() => {
      key.imported = null;
      throw new errors.JWKSNoMatchingKey();
    });
    return key.imported;
  };

  return {
    isEmpty: publicKeys.length === 0 && hmacKeys.length === 0,
    async findKey({ alg, kid }, token, revoked = NONE_REVOKED) {
      if (alg === 'HS256') return findHmacKey(hmacKeys, token);
      if (kid !== undefined && typeof kid !== 'string') throw new errors.JWKSNoMatchingKey();
      return findPublicKey(alg ?? '', kid, revoked);
    },
  };
}

/** Several secrets are valid while one replaces the other; tokens do not say which of them they are made with. */
function findHmacKey(keys: readonly KeyObject[], { protected: header, payload, signature }: FlattenedJWSInput) {
  const expected = Buffer.from(signature, 'base64url');
  const found = keys.find((key) => {
    const actual = createHmac('sha256', key).update(`${header}.${payload}`).digest();
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  });
  const key = found ?? keys[0];
  if (key === undefined) throw new errors.JWKSNoMatchingKey();
  return key;
}

function toHmacKey(secret: string): KeyObject | null {
  const bytes = Buffer.from(secret, 'base64url');
  return bytes.length < LEAST_SECRET_BYTES || secret.includes('-----BEGIN') ? null : createSecretKey(bytes);
}

function isSoundPublicKey(jwk: JWK): boolean {
  if (jwk.d !== undefined || jwk.k !== undefined) return false;
  if (jwk.use !== undefined && jwk.use !== 'sig') return false;
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) return false;
  const algorithm = algorithmOf(jwk);
  if (algorithm === null || (jwk.alg !== undefined && jwk.alg !== algorithm && jwk.alg !== jwk.crv)) return false;
  return algorithm !== 'RS256' || isSoundRsaKey(jwk);
}

function isSoundRsaKey({ n, e }: JWK): boolean {
  if (typeof n !== 'string' || typeof e !== 'string') return false;
  const modulus = Buffer.from(n, 'base64url').toString('hex').replace(/^0+/, '');
  const exponent = Buffer.from(e, 'base64url').toString('hex');
  return (
    modulus.length * 4 >= LEAST_RSA_BITS &&
    exponent !== '' &&
    exponent.length <= 16 &&
    BigInt(`0x${exponent}`) >= 65_537n
  );
}

function algorithmOf({ kty, crv }: JWK): Exclude<TokenAlgorithm, 'HS256'> | null {
  if (kty === 'RSA') return 'RS256';
  if (kty === 'EC' && crv === 'P-256') return 'ES256';
  return kty === 'OKP' && crv === 'Ed25519' ? 'EdDSA' : null;
}
