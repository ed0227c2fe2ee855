import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mintToken } from '../issuer.ts';
import {
  createTestSource,
  exportNext,
  KEPT_JWKS,
  KEPT_SECRET,
  type KeyScene,
  MINUTE_MS,
  mintNext,
  openKeyScene,
} from './key-scene.ts';

let scene: KeyScene;
beforeEach(async () => {
  scene = await openKeyScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

describe('attack: a stolen key', () => {
  const other = async () => ({ ...(await exportNext()), kid: 'other' });

  it('that the issuer has withdrawn counts no more after 5 min, though the secret still has it', async () => {
    scene.issuerKeys = KEPT_JWKS;
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    const stolen = await mintToken();
    await verify(stolen);
    await verify(stolen);
    scene.issuerKeys = [await other()];
    scene.nowMs += 5 * MINUTE_MS;
    await expect(verify(stolen)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('that the issuer had withdrawn before the process began is taken by its first request at most', async () => {
    scene.issuerKeys = [await other()];
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    const stolen = await mintToken();
    await verify(stolen);
    await expect(verify(stolen)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('that is revoked in the secret counts no more after 5 min, though the issuer publishes it', async () => {
    scene.issuerKeys = KEPT_JWKS;
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    const stolen = await mintToken();
    await verify(stolen);
    scene.respond = () => ({ ...KEPT_SECRET, revoked_kids: ['RS256'] });
    scene.nowMs += 5 * MINUTE_MS;
    await expect(verify(stolen)).rejects.toMatchObject({ code: 'token-invalid' });
    await expect(verify(await mintToken({}, { algorithm: 'ES256' }))).resolves.toBeDefined();
  });

  it('that was the only one can be revoked too', async () => {
    const verify = createTestSource(scene);
    const stolen = await mintToken();
    await verify(stolen);
    scene.respond = () => ({ jwks: { keys: [] }, revoked_kids: ['RS256'] });
    scene.nowMs += 5 * MINUTE_MS;
    await expect(verify(stolen)).rejects.toMatchObject({ code: 'token-invalid' });
  });
});

describe('an outage of the issuer', () => {
  it('leaves its last answer in force for an hour, and then the secret', async () => {
    scene.issuerKeys = [...KEPT_JWKS, await exportNext()];
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    const ofNext = await mintNext();
    await verify(ofNext);
    scene.issuerKeys = null;
    scene.nowMs += 60 * MINUTE_MS - 1;
    await expect(verify(ofNext)).resolves.toBeDefined();
    scene.nowMs += MINUTE_MS;
    await expect(verify(await mintToken())).resolves.toBeDefined();
    await expect(verify(ofNext)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('answers an unknown kid with `unavailable` and not `token-invalid`, also within the cool-down', async () => {
    scene.issuerKeys = KEPT_JWKS;
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    await verify(await mintToken());
    await verify(await mintToken());
    scene.issuerKeys = null;
    scene.nowMs += MINUTE_MS;
    for (let times = 0; times < 3; times += 1) {
      const outcome = verify(await mintNext());
      await expect(outcome).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 60 });
    }
    expect(scene.fetches).toBe(2);
    await expect(verify(await mintToken())).resolves.toBeDefined();
    expect(scene.failures).toMatchObject([['issuer', { code: 'unavailable' }]]);
  });
});

describe('attack: keys that are none', () => {
  const broken = {
    ...KEPT_SECRET,
    cloudfront: { ...KEPT_SECRET.cloudfront, private_key: '-----BEGIN PRIVATE KEY-----\nAAAA' },
  };

  it('in the secret of the image key never replace a good one, and are told', async () => {
    const source = createTestSource(scene);
    const { privateKey } = await source.readImageKey();
    scene.respond = () => broken;
    scene.nowMs += 5 * MINUTE_MS;
    expect((await source.readImageKey()).privateKey).toBe(privateKey);
    expect(scene.failures).toMatchObject([['image-secret', { code: 'internal', cause: expect.any(TypeError) }]]);
    expect(JSON.stringify(scene.failures)).not.toContain('AAAA');
  });

  it('in the secret of the token keys never replace good ones, and are told', async () => {
    const verify = createTestSource(scene);
    const token = await mintToken();
    await verify(token);
    scene.respond = () => ({ jwks: { keys: [{ kty: 'RSA', kid: 'RS256', n: 7, e: null, key_ops: 1 }] } });
    scene.nowMs += 5 * MINUTE_MS;
    await expect(verify(token)).resolves.toBeDefined();
    expect(scene.failures).toMatchObject([['token-secret', { code: 'internal' }]]);
  });

  it('whose point is off the curve is an unknown key, each time', async () => {
    const good = KEPT_JWKS.find(({ kty }) => kty === 'EC');
    scene.issuerKeys = [{ ...good, y: good?.x ?? '' }];
    scene.respond = () => ({ jwks: { keys: [{ ...good, y: good?.x ?? '' }] } });
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    const token = await mintToken({}, { algorithm: 'ES256' });
    for (let times = 0; times < 2; times += 1) {
      await expect(verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
    }
    scene.issuerKeys = good ? [good] : [];
    scene.nowMs += 5 * MINUTE_MS;
    await expect(verify(token)).resolves.toBeDefined();
  });
});
