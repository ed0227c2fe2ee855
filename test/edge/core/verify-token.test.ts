import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenConfig } from '../../../edge/config.ts';
import { createKeyRing } from '../../../edge/core/key-ring.ts';
import { parseBearer, parseFormToken, verifyToken } from '../../../edge/core/verify-token.ts';
import { MAX_TOKEN_LENGTH } from '../../../edge/core/viewer-contract.ts';
import {
  CLAIMS,
  createJwks,
  forgeToken,
  HMAC_SECRET,
  ISSUER,
  mintToken,
  NOW,
  NOW_SECONDS,
  publicKeyOf,
  TEST_AUDIENCE,
  TOKEN_POLICY,
} from '../issuer.ts';

const JWKS = await createJwks();

function verify(token: string, policy: Partial<TokenConfig> = {}, keys: readonly JWK[] = JWKS, secrets?: string[]) {
  const { findKey } = createKeyRing(keys, secrets);
  return verifyToken(token, { policy: { ...TOKEN_POLICY, ...policy }, now: NOW, findKey });
}

function expectCode(outcome: Promise<unknown>, code: string) {
  return expect(outcome).rejects.toMatchObject({ code });
}

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
    await expect(verify(await mintToken({}, { algorithm }))).resolves.toMatchObject({ sub: 'worker-1' });
  });

  it('takes HS256 only where it is configured', async () => {
    const token = forgeToken({ alg: 'HS256' }, CLAIMS, Buffer.from(HMAC_SECRET, 'base64url'));
    await expect(verify(token, { algorithms: ['HS256'] }, [], [HMAC_SECRET])).resolves.toMatchObject({
      sub: 'worker-1',
    });
    await expectCode(verify(token, {}, JWKS, [HMAC_SECRET]), 'token-invalid');
  });

  it('takes each of two HMAC secrets while one replaces the other', async () => {
    const next = Buffer.alloc(32, 8).toString('base64url');
    for (const secret of [HMAC_SECRET, next]) {
      const token = forgeToken({ alg: 'HS256' }, CLAIMS, Buffer.from(secret, 'base64url'));
      await expect(verify(token, { algorithms: ['HS256'] }, [], [next, HMAC_SECRET])).resolves.toBeDefined();
    }
  });

  it('takes a token 29 s past its expiry and refuses one 31 s past it', async () => {
    await expect(verify(await mintToken({ exp: NOW_SECONDS - 29 }))).resolves.toBeDefined();
    await expectCode(verify(await mintToken({ exp: NOW_SECONDS - 31 })), 'token-expired');
  });

  it('takes a token that begins in 30 s and refuses one that begins in 31 s', async () => {
    await expect(verify(await mintToken({ nbf: NOW_SECONDS + 30 }))).resolves.toBeDefined();
    await expectCode(verify(await mintToken({ nbf: NOW_SECONDS + 31 })), 'token-invalid');
  });

  it('takes a token as old as allowed with 30 s more, and refuses one 31 s older', async () => {
    const policy = { max_age_seconds: 600 };
    await expect(verify(await mintToken({ iat: NOW_SECONDS - 630 }), policy)).resolves.toBeDefined();
    await expectCode(verify(await mintToken({ iat: NOW_SECONDS - 631 }), policy), 'token-expired');
    await expectCode(verify(await mintToken({ iat: NOW_SECONDS + 31 }), policy), 'token-invalid');
  });

  it.each(['sub', 'exp', 'iat', 'iss', 'aud'])('refuses a token without %s', async (claim) => {
    await expectCode(verify(await mintToken({ [claim]: undefined })), 'token-invalid');
  });

  it('takes one of several audiences', async () => {
    await expect(verify(await mintToken({ aud: ['https://else.example', TEST_AUDIENCE] }))).resolves.toBeDefined();
  });

  it('takes the access tokens of Cognito by client_id and token_use', async () => {
    const policy = { audience: null, client_id: 'client-1' };
    const cognito = { aud: undefined, client_id: 'client-1', token_use: 'access' };
    await expect(verify(await mintToken(cognito), policy)).resolves.toBeDefined();
    await expectCode(verify(await mintToken({ ...cognito, client_id: 'client-2' }), policy), 'token-invalid');
    await expectCode(verify(await mintToken({ ...cognito, token_use: 'id' }), policy), 'token-invalid');
    await expectCode(verify(await mintToken({ ...cognito, token_use: undefined }), policy), 'token-invalid');
  });

  it('finds the one key of an algorithm where the token names none', async () => {
    await expect(verify(await mintToken({}, { header: { kid: undefined } }))).resolves.toBeDefined();
    const two = [...JWKS, { ...JWKS[0], kid: 'second' }];
    await expectCode(verify(await mintToken({}, { header: { kid: undefined } }), {}, two), 'token-invalid');
  });

  it('takes the old and the new key while one replaces the other', async () => {
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const both = [...JWKS, { ...(await exportJWK(next.publicKey)), kid: 'next' }];
    await expect(verify(await mintToken(), {}, both)).resolves.toBeDefined();
    const token = await mintToken({}, { header: { kid: 'next' }, key: next.privateKey });
    await expect(verify(token, {}, both)).resolves.toBeDefined();
    await expectCode(verify(token), 'token-invalid');
  });
});

describe('attack: no algorithm', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ''])('refuses alg %j', async (alg) => {
    const unsigned = forgeToken({ alg, kid: 'RS256' }, CLAIMS).replace(/\.[^.]*$/, '.');
    await expectCode(verify(unsigned), 'token-invalid');
    await expectCode(verify(forgeToken({ alg }, CLAIMS)), 'token-invalid');
    expect(() => parseBearer([`Bearer ${unsigned}`])).toThrow(expect.objectContaining({ code: 'token-invalid' }));
  });

  it('refuses a header without one', async () => {
    await expectCode(verify(forgeToken({ kid: 'RS256' }, CLAIMS)), 'token-invalid');
  });
});

describe('attack: algorithm confusion', () => {
  const spki = publicKeyOf('RS256').export({ type: 'spki', format: 'pem' });
  const forged = forgeToken({ alg: 'HS256', kid: 'RS256' }, CLAIMS, spki.toString());

  it('refuses an HMAC made with the public key, even where HS256 is configured as well', async () => {
    await expectCode(verify(forged), 'token-invalid');
    await expectCode(verify(forged, { algorithms: ['RS256', 'HS256'] }), 'token-invalid');
    await expectCode(verify(forged, { algorithms: ['RS256', 'HS256'] }, JWKS, [HMAC_SECRET]), 'token-invalid');
  });

  it('never takes a public key for a secret', async () => {
    await expectCode(verify(forged, { algorithms: ['HS256'] }, [], [spki.toString()]), 'token-invalid');
  });

  it('refuses a symmetric key in the key set', async () => {
    const oct = { kty: 'oct', k: HMAC_SECRET, kid: 'oct', alg: 'HS256' };
    const token = forgeToken({ alg: 'HS256', kid: 'oct' }, CLAIMS, Buffer.from(HMAC_SECRET, 'base64url'));
    await expectCode(verify(token, { algorithms: ['HS256', 'RS256'] }, [oct]), 'token-invalid');
  });

  it('refuses an algorithm that is not configured although its key is there', async () => {
    await expectCode(verify(await mintToken({}, { algorithm: 'ES256' }), { algorithms: ['RS256'] }), 'token-invalid');
  });

  it.each(['RS384', 'PS256', 'ES384', 'HS512', 'ES256K'])('refuses %s', async (alg) => {
    await expectCode(verify(forgeToken({ alg, kid: 'RS256' }, CLAIMS)), 'token-invalid');
  });
});

describe('attack: a key of the forger’s own', () => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it.each([
    ['jwk', async () => exportJWK(own.publicKey)],
    ['jku', async () => 'https://evil.example/jwks.json'],
    ['x5u', async () => 'https://evil.example/cert.pem'],
    ['x5c', async () => ['MIIB']],
  ])('does not look at an embedded %s', async (name, value) => {
    const header = { [name]: await value() };
    await expectCode(verify(await mintToken({}, { header, key: own.privateKey })), 'token-invalid');
  });

  it.each(['../../etc/passwd', "' OR 1=1 --", '', 'RS256\u0000', '__proto__', 'constructor', '*'])(
    'finds no key for kid %j',
    async (kid) => {
      await expectCode(verify(await mintToken({}, { header: { kid }, key: own.privateKey })), 'token-invalid');
    },
  );

  it('refuses a kid that is no string', async () => {
    for (const kid of [['RS256'], { a: 1 }, 7, null]) {
      await expectCode(verify(forgeToken({ alg: 'RS256', kid }, CLAIMS)), 'token-invalid');
    }
  });
});

describe('attack: critical headers', () => {
  it('refuses an extension that must be understood', async () => {
    const token = await mintToken();
    const [, payload, signature] = token.split('.');
    for (const header of [
      { alg: 'RS256', kid: 'RS256', crit: ['exp'], exp: 1 },
      { alg: 'RS256', kid: 'RS256', crit: [] },
      { alg: 'RS256', kid: 'RS256', b64: false, crit: ['b64'] },
    ]) {
      const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
      await expectCode(verify(`${encoded}.${payload}.${signature}`), 'token-invalid');
    }
  });

  it.each(['dpop+jwt', 'logout+jwt', 'secevent+jwt', 'JWE'])('refuses type %s', async (typ) => {
    await expectCode(verify(await mintToken({}, { header: { typ } })), 'token-invalid');
  });

  it.each(['JWT', 'at+jwt', 'application/at+jwt'])('takes type %s', async (typ) => {
    await expect(verify(await mintToken({}, { header: { typ } }))).resolves.toBeDefined();
  });
});

describe('attack: members that stand twice', () => {
  const secret = Buffer.from(HMAC_SECRET, 'base64url');
  const policy = { algorithms: ['HS256'] as const };

  it.each([
    ['a claim', '{"alg":"HS256"}', (json: string) => json.replace('{', '{"sub":"dispatcher-1",')],
    ['an escaped claim', '{"alg":"HS256"}', (json: string) => json.replace('{', '{"s\\u0075b":"dispatcher-1",')],
    ['the algorithm', '{"alg":"none","alg":"HS256"}', (json: string) => json],
  ])('refuses %s', async (_, header, change) => {
    const token = forgeToken(header, change(JSON.stringify(CLAIMS)), secret);
    await expectCode(verify(token, policy, [], [HMAC_SECRET]), 'token-invalid');
  });

  it('takes the same name at another depth', async () => {
    const token = forgeToken({ alg: 'HS256' }, { ...CLAIMS, act: { sub: 'a', inner: [{ sub: 'b' }] } }, secret);
    await expect(verify(token, policy, [], [HMAC_SECRET])).resolves.toBeDefined();
  });
});

describe('attack: a token for somewhere else', () => {
  it.each([
    ['issuer', { iss: 'https://id.example.com.evil.example' }],
    ['issuer with a slash', { iss: `${ISSUER}/` }],
    ['audience', { aud: 'https://else.example' }],
    ['use', { token_use: 'id' }],
    ['use, refresh', { token_use: 'refresh' }],
  ])('refuses another %s', async (_, claims) => {
    await expectCode(verify(await mintToken(claims)), 'token-invalid');
  });
});

describe('attack: weak and leaked keys', () => {
  it('does not use a key set’s private keys', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const leaked = { ...(await exportJWK(pair.privateKey)), kid: 'leaked' };
    const token = await mintToken({}, { header: { kid: 'leaked' }, key: pair.privateKey });
    await expectCode(verify(token, {}, [leaked]), 'token-invalid');
  });

  it('does not use RSA keys below 2,048 bits or with exponent 3', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const cubic = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
    for (const { publicKey } of [short, cubic]) {
      const jwk = { ...(await exportJWK(publicKey)), kid: 'weak' };
      const { findKey } = createKeyRing([jwk]);
      const token = { protected: '', payload: '', signature: '' };
      await expect(findKey({ alg: 'RS256', kid: 'weak' }, token)).rejects.toMatchObject({
        code: 'ERR_JWKS_NO_MATCHING_KEY',
      });
    }
  });

  it('does not use keys that are made for encryption', async () => {
    const [rsa] = JWKS;
    for (const purpose of [{ use: 'enc' }, { key_ops: ['encrypt'] }, { alg: 'RSA-OAEP' }]) {
      await expectCode(verify(await mintToken(), {}, [{ ...rsa, ...purpose }]), 'token-invalid');
    }
  });

  it('does not use HMAC secrets below 32 bytes', async () => {
    const short = Buffer.alloc(31, 7);
    const token = forgeToken({ alg: 'HS256' }, CLAIMS, short);
    await expectCode(verify(token, { algorithms: ['HS256'] }, [], [short.toString('base64url')]), 'token-invalid');
  });
});

describe('attack: tampering', () => {
  it('refuses a token with any one bit of its signature, payload or header changed', async () => {
    const token = await mintToken({}, { algorithm: 'ES256' });
    const parts = token.split('.');
    for (const [index, part] of parts.entries()) {
      for (const at of [0, Math.floor(part.length / 2)]) {
        const bytes = Buffer.from(part, 'base64url');
        bytes[Math.floor((at * 3) / 4)] = (bytes[Math.floor((at * 3) / 4)] ?? 0) ^ 1;
        const changed = parts.with(index, bytes.toString('base64url')).join('.');
        await expectCode(verify(changed), 'token-invalid');
      }
    }
  });

  it('refuses 64 KB of token before it reads any of it', async () => {
    await expectCode(verify(`a.${'b'.repeat(65_536)}.c`), 'token-invalid');
  });

  it('refuses what is no JWT with one and the same code', async () => {
    for (const token of ['..', 'a.b.c', 'e30.e30.e30', `${btoa('[]')}.e30.`, `${btoa('null')}.bnVsbA.x`]) {
      await expectCode(verify(token), 'token-invalid');
    }
  });
});
