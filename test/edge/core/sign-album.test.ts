import { createVerify, generateKeyPairSync } from 'node:crypto';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { describe, expect, it } from 'vitest';
import { parseImageKey, signAlbum, toAlbumResource, toRoundedExpiry } from '../../../edge/core/sign-album.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const KEY = parseImageKey('K2JCJMDEHXQW5F', PEM);

describe('signAlbum', () => {
  it('signs what AWS’s own signer signs of the same policy', () => {
    const resource = toAlbumResource('https://photos.example.com', 'j-1', 'originals');
    const { query } = signAlbum(resource, new Date('2026-11-22T12:00:00Z'), KEY);
    const policy = `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":1795348800}}}]}`;
    const url = 'https://photos.example.com/jobs/j-1/a.jpg';
    expect(`${url}?${query}`).toBe(getSignedUrl({ url, policy, keyPairId: 'K2JCJMDEHXQW5F', privateKey: PEM }));
  });

  it('makes a signature that the public key verifies', () => {
    const { query } = signAlbum('https://h/*/j-1/*', new Date(0), KEY);
    const parts = new URLSearchParams(query);
    const decode = (text = '') =>
      Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');
    const policy = decode(parts.get('Policy') ?? '');
    const verifier = createVerify('RSA-SHA1').update(policy);
    expect(verifier.verify(publicKey, decode(parts.get('Signature') ?? ''))).toBe(true);
  });

  it('is the same wherever and whenever within the hour it is made', () => {
    const at = (time: string) =>
      signAlbum('https://h/*/j-1/*', toRoundedExpiry(new Date(time)), parseImageKey('K', PEM)).query;
    expect(at('2026-11-22T10:00:00.000Z')).toBe(at('2026-11-22T10:59:59.999Z'));
    expect(at('2026-11-22T11:00:00.000Z')).not.toBe(at('2026-11-22T10:59:59.999Z'));
  });
});

describe('toRoundedExpiry', () => {
  it('is on the hour, at least one and at most two hours from now', () => {
    expect(toRoundedExpiry(new Date('2026-11-22T10:00:00.000Z')).toISOString()).toBe('2026-11-22T12:00:00.000Z');
    expect(toRoundedExpiry(new Date('2026-11-22T10:59:59.999Z')).toISOString()).toBe('2026-11-22T12:00:00.000Z');
  });
});

describe('toAlbumResource', () => {
  it('opens originals to who may see them, and to others what was made of them', () => {
    expect(toAlbumResource('https://h', 'j-1', 'originals')).toBe('https://h/*/j-1/*');
    expect(toAlbumResource('https://h', 'j-1', 'derived')).toBe('https://h/thumbs/j-1/*');
  });
});
