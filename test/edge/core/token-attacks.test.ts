import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createKeyRing } from '../../../edge/core/key-ring.ts';
import { parseBearer } from '../../../edge/core/verify-token.ts';
import { CLAIMS, forgeToken, HMAC_SECRET, ISSUER, mintToken, publicKeyOf } from '../issuer.ts';
import { expectCode, TEST_JWKS, verifyTestToken } from './token-verification.ts';

describe('attack: no algorithm', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ''])('refuses alg %j', async (alg) => {
    const unsigned = forgeToken({ alg, kid: 'RS256' }, CLAIMS).replace(/\.[^.]*$/, '.');
    await expectCode(verifyTestToken(unsigned), 'token-invalid');
    await expectCode(verifyTestToken(forgeToken({ alg }, CLAIMS)), 'token-invalid');
    expect(() => parseBearer([`Bearer ${unsigned}`])).toThrow(expect.objectContaining({ code: 'token-invalid' }));
  });

  it('refuses a header without one', async () => {
    await expectCode(verifyTestToken(forgeToken({ kid: 'RS256' }, CLAIMS)), 'token-invalid');
  });
});

describe('attack: algorithm confusion', () => {
  const spki = publicKeyOf('RS256').export({ type: 'spki', format: 'pem' });
  const forged = forgeToken({ alg: 'HS256', kid: 'RS256' }, CLAIMS, spki.toString());

  it('refuses an HMAC made with the public key, even where HS256 is configured as well', async () => {
    await expectCode(verifyTestToken(forged), 'token-invalid');
    await expectCode(verifyTestToken(forged, { algorithms: ['RS256', 'HS256'] }), 'token-invalid');
    await expectCode(
      verifyTestToken(forged, { algorithms: ['RS256', 'HS256'] }, TEST_JWKS, [HMAC_SECRET]),
      'token-invalid',
    );
  });

  it('never takes a public key for a secret', async () => {
    await expectCode(verifyTestToken(forged, { algorithms: ['HS256'] }, [], [spki.toString()]), 'token-invalid');
  });

  it('refuses a symmetric key in the key set', async () => {
    const oct = { kty: 'oct', k: HMAC_SECRET, kid: 'oct', alg: 'HS256' };
    const token = forgeToken({ alg: 'HS256', kid: 'oct' }, CLAIMS, Buffer.from(HMAC_SECRET, 'base64url'));
    await expectCode(verifyTestToken(token, { algorithms: ['HS256', 'RS256'] }, [oct]), 'token-invalid');
  });

  it('refuses an algorithm that is not configured although its key is there', async () => {
    await expectCode(
      verifyTestToken(await mintToken({}, { algorithm: 'ES256' }), { algorithms: ['RS256'] }),
      'token-invalid',
    );
  });

  it.each(['RS384', 'PS256', 'ES384', 'HS512', 'ES256K'])('refuses %s', async (alg) => {
    await expectCode(verifyTestToken(forgeToken({ alg, kid: 'RS256' }, CLAIMS)), 'token-invalid');
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
    await expectCode(verifyTestToken(await mintToken({}, { header, key: own.privateKey })), 'token-invalid');
  });

  it.each(['../../etc/passwd', "' OR 1=1 --", '', 'RS256\u0000', '__proto__', 'constructor', '*'])(
    'finds no key for kid %j',
    async (kid) => {
      await expectCode(verifyTestToken(await mintToken({}, { header: { kid }, key: own.privateKey })), 'token-invalid');
    },
  );

  it('refuses a kid that is no string', async () => {
    for (const kid of [['RS256'], { a: 1 }, 7, null]) {
      await expectCode(verifyTestToken(forgeToken({ alg: 'RS256', kid }, CLAIMS)), 'token-invalid');
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
      await expectCode(verifyTestToken(`${encoded}.${payload}.${signature}`), 'token-invalid');
    }
  });

  it.each(['dpop+jwt', 'logout+jwt', 'secevent+jwt', 'JWE'])('refuses type %s', async (typ) => {
    await expectCode(verifyTestToken(await mintToken({}, { header: { typ } })), 'token-invalid');
  });

  it.each(['JWT', 'at+jwt', 'application/at+jwt'])('takes type %s', async (typ) => {
    await expect(verifyTestToken(await mintToken({}, { header: { typ } }))).resolves.toBeDefined();
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
    await expectCode(verifyTestToken(token, policy, [], [HMAC_SECRET]), 'token-invalid');
  });

  it('takes the same name at another depth', async () => {
    const token = forgeToken({ alg: 'HS256' }, { ...CLAIMS, act: { sub: 'a', inner: [{ sub: 'b' }] } }, secret);
    await expect(verifyTestToken(token, policy, [], [HMAC_SECRET])).resolves.toBeDefined();
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
    await expectCode(verifyTestToken(await mintToken(claims)), 'token-invalid');
  });
});

describe('attack: weak and leaked keys', () => {
  it('does not use a key set’s private keys', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const leaked = { ...(await exportJWK(pair.privateKey)), kid: 'leaked' };
    const token = await mintToken({}, { header: { kid: 'leaked' }, key: pair.privateKey });
    await expectCode(verifyTestToken(token, {}, [leaked]), 'token-invalid');
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
    const [rsa] = TEST_JWKS;
    for (const purpose of [{ use: 'enc' }, { key_ops: ['encrypt'] }, { alg: 'RSA-OAEP' }]) {
      await expectCode(verifyTestToken(await mintToken(), {}, [{ ...rsa, ...purpose }]), 'token-invalid');
    }
  });

  it('does not use HMAC secrets below 32 bytes', async () => {
    const short = Buffer.alloc(31, 7);
    const token = forgeToken({ alg: 'HS256' }, CLAIMS, short);
    await expectCode(
      verifyTestToken(token, { algorithms: ['HS256'] }, [], [short.toString('base64url')]),
      'token-invalid',
    );
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
        await expectCode(verifyTestToken(changed), 'token-invalid');
      }
    }
  });

  it('refuses 64 KB of token before it reads any of it', async () => {
    await expectCode(verifyTestToken(`a.${'b'.repeat(65_536)}.c`), 'token-invalid');
  });

  it('refuses what is no JWT with one and the same code', async () => {
    for (const token of ['..', 'a.b.c', 'e30.e30.e30', `${btoa('[]')}.e30.`, `${btoa('null')}.bnVsbA.x`]) {
      await expectCode(verifyTestToken(token), 'token-invalid');
    }
  });
});

describe('attack: members of another kind', () => {
  it.each([7, null, {}, ['jwt']])('refuses the typ %j', async (typ) => {
    await expectCode(verifyTestToken(await mintToken({}, { header: { typ } })), 'token-invalid');
  });

  it('refuses a token that is bound to a key of its sender, which nobody checks here', async () => {
    await expectCode(verifyTestToken(await mintToken({ cnf: { jkt: 'x' } })), 'token-invalid');
    await expectCode(verifyTestToken(await mintToken({ cnf: null })), 'token-invalid');
  });
});
