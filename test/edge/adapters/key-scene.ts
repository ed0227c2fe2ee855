/** A source of keys whose secrets and issuer do what a test says, on a clock that it sets. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK } from 'jose';
import type { AwsCall, AwsClient } from '../../../edge/adapters/aws-client.ts';
import { createKeySource } from '../../../edge/adapters/key-source.ts';
import type { EdgeConfig } from '../../../edge/config.ts';
import { verifyToken } from '../../../edge/core/verify-token.ts';
import { createEdgeSecret } from '../edge-secret.ts';
import { createJwks, mintToken, NOW, TOKEN_POLICY } from '../issuer.ts';

export const MINUTE_MS = 60_000;
export const KEPT_SECRET = await createEdgeSecret();
export const KEPT_JWKS = await createJwks();
/** A key that the issuer did not have before. */
export const NEXT_PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const mintNext = () => mintToken({}, { header: { kid: 'next' }, key: NEXT_PAIR.privateKey });
export const exportNext = async (): Promise<JWK> => ({ ...(await exportJWK(NEXT_PAIR.publicKey)), kid: 'next' });

export interface KeyScene extends AsyncDisposable {
  nowMs: number;
  /** Region of each read of a secret. */
  readonly reads: string[];
  /** What a secret holds. */
  respond: (region: string) => unknown;
  /** What the issuer publishes; null while it is down. */
  issuerKeys: readonly JWK[] | null;
  fetches: number;
  readonly jwksUri: string;
  /** What the source told of. */
  readonly failures: [string, unknown][];
}

export async function openKeyScene(): Promise<KeyScene> {
  const issuer = createServer((_, response) => {
    scene.fetches += 1;
    response.writeHead(scene.issuerKeys === null ? 503 : 200).end(JSON.stringify({ keys: scene.issuerKeys }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const scene: KeyScene = {
    nowMs: NOW.getTime(),
    reads: [],
    respond: () => KEPT_SECRET,
    issuerKeys: [],
    fetches: 0,
    jwksUri: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`,
    failures: [],
    [Symbol.asyncDispose]: () => new Promise((resolve) => issuer.close(() => resolve())),
  };
  return scene;
}

/** The one call that a source makes, answered as the scene says: no service can be made to fail on a minute. */
export function createTestSource(scene: KeyScene, more: { here?: string; jwks_uri?: string | null } = {}) {
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
    image_secret_id: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:image-AbCdEf',
    link_secret_id: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:link-AbCdEf',
    uploads_bucket: 'b',
    table: 't',
    audit_table: 'a',
    upload_via: 'edge',
    delivery: 'cloudfront',
    customer_uploads: true,
    token: { ...TOKEN_POLICY, jwks_uri: more.jwks_uri ?? null },
  };
  const { findKey, readImageKey } = createKeySource({
    aws,
    config,
    here: more.here ?? 'us-east-1',
    nowMs: () => scene.nowMs,
    onFailure: (keys, cause) => scene.failures.push([keys, cause]),
  });
  const verify = (token: string) => verifyToken(token, { policy: config.token, now: NOW, findKey });
  return Object.assign(verify, { readImageKey });
}
