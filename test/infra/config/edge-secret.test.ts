import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { composeImageSecret, composeTokenSecret, createSigningKeyPair } from '../../../infra/config/edge-secret.ts';
import { toSigningParameterValue } from '../../../infra/config/signing-parameter.ts';

const pair = createSigningKeyPair();
const jwks = { keys: [{ kty: 'RSA', kid: 'k1', n: 'AQAB', e: 'AQAB' }] };

describe('createSigningKeyPair', () => {
  it('makes two halves of one key', () => {
    const text = Buffer.from('policy');
    expect(verify('sha1', text, pair.publicKey, sign('sha1', text, pair.privateKey))).toBe(true);
  });
});

describe('toSigningParameterValue', () => {
  it('can be put back together as the template does', () => {
    const value = toSigningParameterValue(pair.publicKey);
    expect(value).toMatch(/^[A-Za-z0-9+/=]+(,[A-Za-z0-9+/=]+)*$/);
    const pem = `-----BEGIN PUBLIC KEY-----\n${value.split(',').join('\n')}\n-----END PUBLIC KEY-----\n`;
    expect(pem).toBe(pair.publicKey);
  });

  it('refuses the private half', () => {
    expect(() => toSigningParameterValue(pair.privateKey)).toThrow(TypeError);
  });
});

describe('the secrets', () => {
  it('hold the issuer’s keys, and apart from them the signing key', () => {
    expect(composeTokenSecret({ jwks })).toEqual({ jwks });
    const cloudfront = { key_pair_id: 'K1', private_key: pair.privateKey };
    expect(composeImageSecret('K1', pair.privateKey)).toEqual({ cloudfront });
  });

  it.each(['d', 'k', 'p'])('refuses a published private key: member %s', (member) => {
    const leaked = { keys: [{ kty: 'RSA', [member]: 'secret' }] };
    expect(() => composeTokenSecret({ jwks: leaked })).toThrow('private key');
  });

  it.each([[{}], [{ keys: [] }], [{ keys: ['x'] }], [null]])('refuses %j for a key set', (wrong) => {
    expect(() => composeTokenSecret({ jwks: wrong })).toThrow('no keys');
  });

  it('refuses a signing key that is not RSA of 2,048 bits', () => {
    const pem = { type: 'pkcs8', format: 'pem' } as const;
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: pem,
    });
    expect(() => composeImageSecret('K1', privateKey)).toThrow('2048');
  });

  it('refuses an HMAC secret of 31 bytes and takes one of 32', () => {
    const secret = (bytes: number) => [Buffer.alloc(bytes, 1).toString('base64url')];
    expect(() => composeTokenSecret({ jwks, hmacSecrets: secret(31) })).toThrow('32 bytes');
    expect(composeTokenSecret({ jwks, hmacSecrets: secret(32) })).toHaveProperty('hmac_secrets');
  });
});
