import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsCall, type AwsClient, AwsError } from '../../../edge/adapters/aws-client.ts';
import { createKeySource } from '../../../edge/adapters/key-source.ts';
import type { EdgeConfig } from '../../../edge/config.ts';
import { verifyToken } from '../../../edge/core/verify-token.ts';
import { AppError } from '../../../edge/problem.ts';
import { createEdgeSecret } from '../edge-secret.ts';
import { createJwks, mintToken, NOW, TOKEN_POLICY } from '../issuer.ts';

const MINUTE_MS = 60_000;
const NEXT = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SECRET = await createEdgeSecret();
const JWKS = await createJwks();

interface Scene {
  nowMs: number;
  /** Region of each read of the secret. */
  reads: string[];
  respond: (region: string) => unknown;
}

let scene: Scene;
let issuer: Server;
let issuerKeys: readonly JWK[] | null;
let fetches: number;
let jwksUri: string;

beforeEach(async () => {
  scene = { nowMs: NOW.getTime(), reads: [], respond: () => SECRET };
  issuerKeys = [];
  fetches = 0;
  issuer = createServer((_, response) => {
    fetches += 1;
    response.writeHead(issuerKeys === null ? 503 : 200).end(JSON.stringify({ keys: issuerKeys }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
});
afterEach(() => new Promise((resolve) => issuer.close(resolve)));

/** The one call that this source makes, answered as the scene says: no service can be made to fail on a minute. */
function createSource(more: { here?: string; jwks_uri?: string | null } = {}) {
  const aws: AwsClient = {
    send: () => Promise.reject(new TypeError('not called')),
    async sendJson({ region }: Pick<AwsCall, 'region'>) {
      scene.reads.push(region);
      return { SecretString: JSON.stringify(scene.respond(region)) };
    },
  };
  const config: EdgeConfig = {
    stage: 'test',
    region: 'us-east-1',
    secret_regions: ['eu-west-1', 'ap-southeast-2'],
    secret_id: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:edgeshot-AbCdEf',
    uploads_bucket: 'b',
    table: 't',
    audit_table: 'a',
    upload_via: 'edge',
    delivery: 'cloudfront',
    token: { ...TOKEN_POLICY, jwks_uri: more.jwks_uri ?? null },
  };
  const { findKey } = createKeySource({ aws, config, here: more.here ?? 'us-east-1', nowMs: () => scene.nowMs });
  return (token: string) => verifyToken(token, { policy: config.token, now: NOW, findKey });
}

const mintNext = () => mintToken({}, { header: { kid: 'next' }, key: NEXT.privateKey });
const nextJwk = async () => ({ ...(await exportJWK(NEXT.publicKey)), kid: 'next' });
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
    await createSource({ here })(await mintToken());
    expect(scene.reads).toEqual(reads);
  });

  it('is read from us-east-1 where the nearest region fails', async () => {
    scene.respond = (region) => {
      if (region === 'eu-west-1') throw new AwsError('ResourceNotFoundException', 400);
      return SECRET;
    };
    await createSource({ here: 'eu-west-1' })(await mintToken());
    expect(scene.reads).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('is read once for many requests at once, and again in the background after 5 min', async () => {
    const verify = createSource();
    const token = await mintToken();
    await Promise.all(Array.from({ length: 10 }, () => verify(token)));
    scene.nowMs += 5 * MINUTE_MS - 1;
    await verify(token);
    expect(scene.reads).toHaveLength(1);
    scene.nowMs += 1;
    await Promise.all([verify(token), verify(token)]);
    expect(scene.reads).toHaveLength(2);
  });

  it('is used for an hour while Secrets Manager is down, and not longer', async () => {
    const verify = createSource();
    const token = await mintToken();
    await verify(token);
    scene.respond = fail;
    scene.nowMs += 60 * MINUTE_MS - 1;
    await expect(verify(token)).resolves.toBeDefined();
    await settle();
    scene.nowMs += 1;
    await expect(verify(token)).rejects.toMatchObject({ code: 'unavailable' });
    scene.respond = () => SECRET;
    scene.nowMs += 2_000;
    await expect(verify(token)).resolves.toBeDefined();
  });

  it('tells no content when it cannot be used', async () => {
    for (const broken of ['nonsense', { jwks: {} }, { ...SECRET, hmac_secrets: [1] }, { jwks: { keys: [] } }]) {
      scene.respond = () => broken;
      const outcome = createSource()(await mintToken());
      await expect(outcome).rejects.toMatchObject({ code: 'internal', cause: expect.any(TypeError) });
      await outcome.catch((error) => expect(error.cause.message).not.toContain('nonsense'));
    }
  });
});

describe('rotation', () => {
  it('takes old and new tokens all through it, under load', async () => {
    const verify = createSource();
    const [old, next] = [await mintToken(), await mintNext()];
    await verify(old);
    scene.respond = () => ({ ...SECRET, jwks: { keys: [...JWKS, jwkOfNext] } });
    const jwkOfNext = await nextJwk();
    scene.nowMs += 5 * MINUTE_MS;
    await verify(old);
    await settle();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => verify(index % 2 ? old : next)),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    scene.respond = () => ({ ...SECRET, jwks: { keys: [jwkOfNext] } });
    scene.nowMs += 5 * MINUTE_MS;
    await verify(next);
    await settle();
    await expect(verify(old)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('reads the secret anew for an unknown kid where there is no issuer to ask, once in the cool-down', async () => {
    const verify = createSource();
    await verify(await mintToken());
    const jwk = await nextJwk();
    scene.respond = () => ({ ...SECRET, jwks: { keys: [...JWKS, jwk] } });
    scene.nowMs += 2_000;
    await expect(verify(await mintNext())).resolves.toBeDefined();
    expect(scene.reads).toHaveLength(2);
  });
});

describe('an unknown kid', () => {
  it('is asked of the issuer, and then known', async () => {
    issuerKeys = [await nextJwk()];
    const verify = createSource({ jwks_uri: jwksUri });
    for (let times = 0; times < 3; times += 1) await expect(verify(await mintNext())).resolves.toBeDefined();
    expect(fetches).toBe(1);
  });

  it('is asked for at most once a minute, however many come', async () => {
    const verify = createSource({ jwks_uri: jwksUri });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, async () => verify(await mintNext())));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    scene.nowMs += MINUTE_MS - 1;
    await expect(verify(await mintNext())).rejects.toMatchObject({ code: 'token-invalid' });
    expect(fetches).toBe(1);
    issuerKeys = [await nextJwk()];
    scene.nowMs += 1;
    await expect(verify(await mintNext())).resolves.toBeDefined();
    expect(fetches).toBe(2);
  });

  it('is `unavailable` while the issuer is down, which is asked once a minute, and harms no known key', async () => {
    issuerKeys = null;
    const verify = createSource({ jwks_uri: jwksUri });
    for (let times = 0; times < 3; times += 1) {
      await expect(verify(await mintNext())).rejects.toMatchObject({ code: 'unavailable' });
    }
    expect(fetches).toBe(1);
    await expect(verify(await mintToken())).resolves.toBeDefined();
  });

  it('never leads to a private, symmetric or weak key of the issuer', async () => {
    issuerKeys = [
      { ...(await exportJWK(NEXT.privateKey)), kid: 'next' },
      { kty: 'oct', k: 'AAAA', kid: 'next' },
    ];
    await expect(createSource({ jwks_uri: jwksUri })(await mintNext())).rejects.toMatchObject({
      code: 'token-invalid',
    });
  });
});
