import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { parseBearer, parseFormToken } from '../../../edge/core/verify-token.ts';
import { MAX_TOKEN_LENGTH } from '../../../edge/core/viewer-contract.ts';
import { CLAIMS, forgeToken, HMAC_SECRET, mintToken, NOW_SECONDS, TEST_AUDIENCE } from '../issuer.ts';
import { expectCode, TEST_JWKS, verifyTestToken } from './token-verification.ts';

describe('parseBearer', () => {
  it('takes the token of one header, whatever the case of the scheme', () => {
    expect(parseBearer(['Bearer a.b.c'])).toBe('a.b.c');
    expect(parseBearer(['bearer  a.b.c'])).toBe('a.b.c');
  });

  it('tells a missing header from a wrong one', () => {
    expect(() => parseBearer([])).toThrow(expect.objectContaining({ code: 'token-missing' }));
    for (const header of [
      '',
      'Bearer',
      'Basic dTpw',
      'Bearer a.b',
      'Bearer a.b.c d',
      'Bearer a.b.c.d.e',
      'Bearer a.b.ü',
    ]) {
      expect(() => parseBearer([header]), header).toThrow(expect.objectContaining({ code: 'token-invalid' }));
    }
  });

  it('takes 4,096 characters and not one more', () => {
    const token = (length: number) => `a.b.${'c'.repeat(length - 4)}`;
    expect(parseBearer([`Bearer ${token(MAX_TOKEN_LENGTH)}`])).toHaveLength(4096);
    expect(() => parseBearer([`Bearer ${token(MAX_TOKEN_LENGTH + 1)}`])).toThrow();
  });
});

describe('parseFormToken', () => {
  it('takes the token of one field, with the blanks that pasting brings', () => {
    expect(parseFormToken(['a.b.c'])).toBe('a.b.c');
    expect(parseFormToken([' a.b.c\r\n'])).toBe('a.b.c');
  });

  it.each<[fields: string[], code: string]>([
    [[], 'token-missing'],
    [[''], 'token-missing'],
    [['  '], 'token-missing'],
    [['Bearer a.b.c'], 'token-invalid'],
    [['a.b'], 'token-invalid'],
    [['a.b.c.d.e'], 'token-invalid'],
    [['a.b. c'], 'token-invalid'],
    [['<script>'], 'token-invalid'],
    [['a.b.c', 'a.b.c'], 'bad-request'],
    [['', 'a.b.c'], 'bad-request'],
  ])('refuses %j with %s', (fields, code) => {
    expect(() => parseFormToken(fields)).toThrow(expect.objectContaining({ code }));
  });

  it('takes 4,096 characters and not one more', () => {
    const token = (length: number) => `a.b.${'c'.repeat(length - 4)}`;
    expect(parseFormToken([token(MAX_TOKEN_LENGTH)])).toHaveLength(4096);
    expect(() => parseFormToken([token(MAX_TOKEN_LENGTH + 1)])).toThrow();
  });
});

describe('verifyToken', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('takes %s', async (algorithm) => {
    await expect(verifyTestToken(await mintToken({}, { algorithm }))).resolves.toMatchObject({ sub: 'worker-1' });
  });

  it('takes HS256 only where it is configured', async () => {
    const token = forgeToken({ alg: 'HS256' }, CLAIMS, Buffer.from(HMAC_SECRET, 'base64url'));
    await expect(verifyTestToken(token, { algorithms: ['HS256'] }, [], [HMAC_SECRET])).resolves.toMatchObject({
      sub: 'worker-1',
    });
    await expectCode(verifyTestToken(token, {}, TEST_JWKS, [HMAC_SECRET]), 'token-invalid');
  });

  it('takes each of two HMAC secrets while one replaces the other', async () => {
    const next = Buffer.alloc(32, 8).toString('base64url');
    for (const secret of [HMAC_SECRET, next]) {
      const token = forgeToken({ alg: 'HS256' }, CLAIMS, Buffer.from(secret, 'base64url'));
      await expect(verifyTestToken(token, { algorithms: ['HS256'] }, [], [next, HMAC_SECRET])).resolves.toBeDefined();
    }
  });

  it('takes a token 29 s past its expiry and refuses one 31 s past it', async () => {
    await expect(verifyTestToken(await mintToken({ exp: NOW_SECONDS - 29 }))).resolves.toBeDefined();
    await expectCode(verifyTestToken(await mintToken({ exp: NOW_SECONDS - 31 })), 'token-expired');
  });

  it('takes a token that begins in 30 s and refuses one that begins in 31 s', async () => {
    await expect(verifyTestToken(await mintToken({ nbf: NOW_SECONDS + 30 }))).resolves.toBeDefined();
    await expectCode(verifyTestToken(await mintToken({ nbf: NOW_SECONDS + 31 })), 'token-invalid');
  });

  it('takes a token as old as allowed with 30 s more, and refuses one 31 s older', async () => {
    const policy = { max_age_seconds: 600 };
    await expect(verifyTestToken(await mintToken({ iat: NOW_SECONDS - 630 }), policy)).resolves.toBeDefined();
    await expectCode(verifyTestToken(await mintToken({ iat: NOW_SECONDS - 631 }), policy), 'token-expired');
    await expectCode(verifyTestToken(await mintToken({ iat: NOW_SECONDS + 31 }), policy), 'token-invalid');
  });

  it.each(['sub', 'exp', 'iat', 'iss', 'aud'])('refuses a token without %s', async (claim) => {
    await expectCode(verifyTestToken(await mintToken({ [claim]: undefined })), 'token-invalid');
  });

  it('takes one of several audiences', async () => {
    await expect(
      verifyTestToken(await mintToken({ aud: ['https://else.example', TEST_AUDIENCE] })),
    ).resolves.toBeDefined();
  });

  it('takes the access tokens of Cognito by client_id and token_use', async () => {
    const policy = { audience: null, client_id: 'client-1' };
    const cognito = { aud: undefined, client_id: 'client-1', token_use: 'access' };
    await expect(verifyTestToken(await mintToken(cognito), policy)).resolves.toBeDefined();
    await expectCode(verifyTestToken(await mintToken({ ...cognito, client_id: 'client-2' }), policy), 'token-invalid');
    await expectCode(verifyTestToken(await mintToken({ ...cognito, token_use: 'id' }), policy), 'token-invalid');
    await expectCode(verifyTestToken(await mintToken({ ...cognito, token_use: undefined }), policy), 'token-invalid');
  });

  it('finds the one key of an algorithm where the token names none', async () => {
    await expect(verifyTestToken(await mintToken({}, { header: { kid: undefined } }))).resolves.toBeDefined();
    const two = [...TEST_JWKS, { ...TEST_JWKS[0], kid: 'second' }];
    await expectCode(verifyTestToken(await mintToken({}, { header: { kid: undefined } }), {}, two), 'token-invalid');
  });

  it('takes the old and the new key while one replaces the other', async () => {
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const both = [...TEST_JWKS, { ...(await exportJWK(next.publicKey)), kid: 'next' }];
    await expect(verifyTestToken(await mintToken(), {}, both)).resolves.toBeDefined();
    const token = await mintToken({}, { header: { kid: 'next' }, key: next.privateKey });
    await expect(verifyTestToken(token, {}, both)).resolves.toBeDefined();
    await expectCode(verifyTestToken(token), 'token-invalid');
  });
});
