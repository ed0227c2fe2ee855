/** The contents of the edge's secrets: the issuer's keys, the key pair that CloudFront trusts, and the key of customers' links. */
import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { ImageSecret, LinkKey, LinkSecret, TokenSecret } from '../../edge/config.ts';

export interface SigningKeyPair {
  /** SPKI PEM. */
  readonly publicKey: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
}

/** RSA of 2,048 bits: what CloudFront takes, and its signatures are the same each time, so that URLs can be cached. */
export function createSigningKeyPair(): SigningKeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** A new key for the tokens of links. */
export function createLinkKey(): LinkKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kid: randomUUID(), kty: 'OKP', crv: 'Ed25519', x: String(x), d: String(d) };
}

export function composeLinkSecret(link_key: LinkKey): LinkSecret {
  return { link_key };
}

/** The half by which the edge verifies. */
export function toPublicLinkKey({ kid, kty, crv, x }: LinkKey): NonNullable<TokenSecret['link_keys']>[number] {
  return { kid, kty, crv, x, use: 'sig', alg: 'EdDSA' };
}

export interface TokenSecretParts {
  /** What the issuer publishes (RFC 7517). */
  readonly jwks: unknown;
  /** base64url, 32 bytes or more each. */
  readonly hmacSecrets?: readonly string[];
  /** Public, the newest first. */
  readonly linkKeys?: TokenSecret['link_keys'];
}

/** Members of a JWK that no public key has (RFC 7518, section 6; RFC 8037). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Composes the content of the secret of the image key.
 * @throws {TypeError} when the key cannot be used; shows none of it.
 */
export function composeImageSecret(keyPairId: string, privateKey: string): ImageSecret {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 2048) {
    throw new TypeError('the signing key must be RSA of 2048 bits');
  }
  return { cloudfront: { key_pair_id: keyPairId, private_key: privateKey } };
}

/**
 * Composes the content of the secret of the token keys.
 * @throws {TypeError} when a part cannot be used; names what is wrong, and none of its content.
 */
export function composeTokenSecret({ jwks, hmacSecrets, linkKeys }: TokenSecretParts): TokenSecret {
  if (hmacSecrets?.some((secret) => Buffer.from(secret, 'base64url').byteLength < 32)) {
    throw new TypeError('an HMAC secret must have 32 bytes or more');
  }
  return {
    jwks: { keys: parseJwks(jwks) },
    ...(hmacSecrets === undefined ? {} : { hmac_secrets: hmacSecrets }),
    ...(linkKeys === undefined ? {} : { link_keys: linkKeys }),
  };
}

function parseJwks(jwks: unknown): TokenSecret['jwks']['keys'] {
  const keys = isRecord(jwks) ? jwks.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isRecord)) {
    throw new TypeError('the issuer publishes no keys');
  }
  if (keys.some((key) => PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member)))) {
    throw new TypeError('the issuer publishes a private key: stop, and have it replaced');
  }
  return keys;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
