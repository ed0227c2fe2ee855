import { exportJWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../edge/adapters/aws-client.ts';
import { AppError } from '../../../edge/problem.ts';
import { mintToken } from '../issuer.ts';
import {
  createTestSource,
  exportNext,
  KEPT_JWKS,
  KEPT_SECRET,
  type KeyScene,
  MINUTE_MS,
  mintNext,
  NEXT_PAIR,
  openKeyScene,
} from './key-scene.ts';

let scene: KeyScene;
beforeEach(async () => {
  scene = await openKeyScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

const settle = () => new Promise((resolve) => setImmediate(resolve));
const fail = () => {
  throw new AppError('unavailable');
};

describe('the secret', () => {
  it.each([
    ['eu-west-1', ['eu-west-1']],
    ['eu-west-3', ['eu-west-1']],
    ['eu-central-1', ['eu-west-1']],
    ['ap-northeast-1', ['ap-southeast-2']],
    ['sa-east-1', ['us-east-1']],
    ['us-east-1', ['us-east-1']],
  ])('is read from the region nearest to %s', async (here, reads) => {
    await createTestSource(scene, { here })(await mintToken());
    expect(scene.reads).toEqual(reads);
  });

  it('is read from us-east-1 where the nearest region fails', async () => {
    scene.respond = (region) => {
      if (region === 'eu-west-1') throw new AwsError('ResourceNotFoundException', 400);
      return KEPT_SECRET;
    };
    await createTestSource(scene, { here: 'eu-west-1' })(await mintToken());
    expect(scene.reads).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('is read once for many requests at once, and again in the background after 4 min', async () => {
    const verify = createTestSource(scene);
    const token = await mintToken();
    await Promise.all(Array.from({ length: 10 }, () => verify(token)));
    scene.nowMs += 4 * MINUTE_MS - 1;
    await verify(token);
    expect(scene.reads).toHaveLength(1);
    scene.nowMs += 1;
    await Promise.all([verify(token), verify(token)]);
    expect(scene.reads).toHaveLength(2);
  });

  it('is used for an hour while Secrets Manager is down, and not longer', async () => {
    const verify = createTestSource(scene);
    const token = await mintToken();
    await verify(token);
    scene.respond = fail;
    scene.nowMs += 60 * MINUTE_MS - 1;
    await expect(verify(token)).resolves.toBeDefined();
    await settle();
    scene.nowMs += 1;
    await expect(verify(token)).rejects.toMatchObject({ code: 'unavailable' });
    scene.respond = () => KEPT_SECRET;
    scene.nowMs += 2_000;
    await expect(verify(token)).resolves.toBeDefined();
  });

  it('tells no content when it cannot be used', async () => {
    for (const broken of ['nonsense', { jwks: {} }, { ...KEPT_SECRET, hmac_secrets: [1] }, { jwks: { keys: [] } }]) {
      scene.respond = () => broken;
      const outcome = createTestSource(scene)(await mintToken());
      await expect(outcome).rejects.toMatchObject({ code: 'internal', cause: expect.any(TypeError) });
      await outcome.catch((error) => expect(error.cause.message).not.toContain('nonsense'));
    }
  });
});

describe('rotation', () => {
  it('takes old and new tokens all through it, under load', async () => {
    const verify = createTestSource(scene);
    const [old, next] = [await mintToken(), await mintNext()];
    await verify(old);
    scene.respond = () => ({ ...KEPT_SECRET, jwks: { keys: [...KEPT_JWKS, jwkOfNext] } });
    const jwkOfNext = await exportNext();
    scene.nowMs += 5 * MINUTE_MS;
    await verify(old);
    await settle();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => verify(index % 2 ? old : next)),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    scene.respond = () => ({ ...KEPT_SECRET, jwks: { keys: [jwkOfNext] } });
    scene.nowMs += 5 * MINUTE_MS;
    await verify(next);
    await settle();
    await expect(verify(old)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('reads the secret anew for an unknown kid where there is no issuer to ask, once in the cool-down', async () => {
    const verify = createTestSource(scene);
    await verify(await mintToken());
    const jwk = await exportNext();
    scene.respond = () => ({ ...KEPT_SECRET, jwks: { keys: [...KEPT_JWKS, jwk] } });
    scene.nowMs += 2_000;
    await expect(verify(await mintNext())).resolves.toBeDefined();
    expect(scene.reads).toHaveLength(2);
  });
});

describe('an unknown kid', () => {
  it('is asked of the issuer, and then known', async () => {
    scene.issuerKeys = [await exportNext()];
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    for (let times = 0; times < 3; times += 1) await expect(verify(await mintNext())).resolves.toBeDefined();
    expect(scene.fetches).toBe(1);
  });

  it('is asked for at most once a minute, however many come', async () => {
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, async () => verify(await mintNext())));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    scene.nowMs += MINUTE_MS - 1;
    await expect(verify(await mintNext())).rejects.toMatchObject({ code: 'token-invalid' });
    expect(scene.fetches).toBe(1);
    scene.issuerKeys = [await exportNext()];
    scene.nowMs += 1;
    await expect(verify(await mintNext())).resolves.toBeDefined();
    expect(scene.fetches).toBe(2);
  });

  it('is `unavailable` while the issuer is down, which is asked once a minute, and harms no known key', async () => {
    scene.issuerKeys = null;
    const verify = createTestSource(scene, { jwks_uri: scene.jwksUri });
    for (let times = 0; times < 3; times += 1) {
      await expect(verify(await mintNext())).rejects.toMatchObject({ code: 'unavailable' });
    }
    expect(scene.fetches).toBe(1);
    await expect(verify(await mintToken())).resolves.toBeDefined();
  });

  it('never leads to a private, symmetric or weak key of the issuer', async () => {
    scene.issuerKeys = [
      { ...(await exportJWK(NEXT_PAIR.privateKey)), kid: 'next' },
      { kty: 'oct', k: 'AAAA', kid: 'next' },
    ];
    await expect(createTestSource(scene, { jwks_uri: scene.jwksUri })(await mintNext())).rejects.toMatchObject({
      code: 'token-invalid',
    });
  });
});
