import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { describe, expect, it } from 'vitest';
import {
  ALL_VIEWER_EXCEPT_HOST,
  CACHING_OPTIMISED,
  EDGE_NOW_MS,
  type EdgeSetup,
  send,
  startEdge,
  startOrigin,
  type TestEdge,
} from './local-edge.ts';

interface Pair {
  readonly publicKey: string;
  readonly privateKey: string;
}

function toPair({ publicKey, privateKey }: KeyPairKeyObjectResult): Pair {
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const rsa = toPair(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ec = toPair(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
const stranger = toPair(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const HOUR_MS = 3_600_000;
const later = new Date(EDGE_NOW_MS + HOUR_MS).toISOString();

function withSigners(behaviour = {}): EdgeSetup {
  const toKey = (encoded: string) => ({ PublicKeyConfig: { Name: 'k', CallerReference: 'r', EncodedKey: encoded } });
  return {
    behaviour: { TrustedKeyGroups: ['group'], OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST, ...behaviour },
    resources: {
      keyGroups: new Map([['group', { KeyGroupConfig: { Name: 'g', Items: ['K-RSA', 'K-EC'] } }]]),
      publicKeys: new Map([
        ['K-RSA', toKey(rsa.publicKey)],
        ['K-EC', toKey(ec.publicKey)],
      ]),
    },
  };
}

async function start(behaviour = {}) {
  const origin = await startOrigin();
  return { origin, edge: await startEdge(origin, withSigners(behaviour)) };
}

const RSA_KEY = { keyPairId: 'K-RSA', privateKey: rsa.privateKey };

async function get(edge: TestEdge, url: string, headers: Record<string, string> = {}) {
  const response = await send(edge, url.replace(/^https?:\/\/[^/]*/, ''), {
    headers: { host: 'localhost:8080', ...headers },
  });
  const [, code = null] = /<Code>(\w+)<\/Code>/.exec(response.text) ?? [];
  return { status: response.status, code, contentType: response.headers['content-type'] };
}

function policy(
  resource: string | undefined,
  condition: object = { DateLessThan: { 'AWS:EpochTime': EDGE_NOW_MS / 1000 + 3600 } },
): string {
  return JSON.stringify({
    Statement: [{ ...(resource === undefined ? {} : { Resource: resource }), Condition: condition }],
  });
}

/** The query of a custom policy, for a URL of one's choice. */
function signPolicy(text: string, key = RSA_KEY): string {
  return new URL(getSignedUrl({ policy: text, url: 'http://localhost:8080/', ...key })).search;
}

describe('signed URLs', () => {
  it.each([
    ['RSA, SHA-1', { ...RSA_KEY }],
    ['RSA, SHA-256', { ...RSA_KEY, algorithm: 'SHA256' as const }],
    ['ECDSA, SHA-1', { keyPairId: 'K-EC', privateKey: ec.privateKey }],
    ['ECDSA, SHA-256', { keyPairId: 'K-EC', privateKey: ec.privateKey, algorithm: 'SHA256' as const }],
  ])('opens with a canned policy (%s) until it expires, and strips the signature', async (_name, key) => {
    const { edge, origin } = await start();
    const url = getSignedUrl({ url: 'http://localhost:8080/a%20b.jpg?own=1', dateLessThan: later, ...key });
    edge.clock.nowMs = EDGE_NOW_MS + HOUR_MS - 1;
    expect((await get(edge, url)).status).toBe(200);
    expect(origin.seen[0]?.url).toBe('/a%20b.jpg?own=1');
    edge.clock.nowMs = EDGE_NOW_MS + HOUR_MS;
    expect(await get(edge, url)).toEqual({ status: 403, code: 'AccessDenied', contentType: 'text/xml' });
  });

  it('takes https:// and a host without its port for the loopback', async () => {
    const { edge } = await start();
    for (const base of ['http://localhost:8080', 'https://localhost:8080', 'https://localhost']) {
      expect(
        (await get(edge, getSignedUrl({ url: `${base}/a.jpg`, dateLessThan: later, ...RSA_KEY }))).status,
        base,
      ).toBe(200);
    }
  });

  it.each([
    ['https://localhost:8080/*/j-1/*', '/jobs/j-1/a.jpg', true],
    ['https://localhost:8080/*/j-1/*', '/jobs/j-1/a.jpg?w=1', true],
    ['https://localhost:8080/*/j-1/*', '/jobs/j-2/a.jpg', false],
    ['https://localhost:8080/jobs/j-?/a.jpg', '/jobs/j-9/a.jpg', true],
    ['https://localhost:8080/jobs/j-?/a.jpg', '/jobs/j-10/a.jpg', false],
    ['https://localhost:8080/*.jpg', '/a.jpg?w=1', false],
    ['https://localhost:8080/a.jpg\\?w=*', '/a.jpg?w=1', true],
    ['https://localhost:8080/a.jpg\\?w=*', '/a.jpg', false],
    ['http*://local*/A.jpg', '/A.jpg', true],
    ['http*://local*/A.jpg', '/a.jpg', false],
    ['https://localhost:8080*', '/anything?at=all', true],
    ['*', '/anything?at=all', true],
    [undefined, '/anything', true],
    ['https://example.com/*', '/a.jpg', false],
  ])('the resource %s for %s: %s', async (resource, target, isOpen) => {
    const { edge } = await start();
    const query = signPolicy(policy(resource));
    const response = await get(edge, target.includes('?') ? `${target}&${query.slice(1)}` : target + query);
    expect(response).toMatchObject(isOpen ? { status: 200 } : { status: 403, code: 'AccessDenied' });
  });

  it('holds DateGreaterThan and both edges of an address range', async () => {
    const { edge } = await start();
    const at = (epoch: number) => ({ 'AWS:EpochTime': epoch });
    const from = signPolicy(
      policy(undefined, { DateLessThan: at(EDGE_NOW_MS / 1000 + 9), DateGreaterThan: at(EDGE_NOW_MS / 1000) }),
    );
    expect((await get(edge, `/${from}`)).status).toBe(403);
    edge.clock.nowMs += 1;
    expect((await get(edge, `/${from}`)).status).toBe(200);
    const only = (range: string) =>
      signPolicy(policy(undefined, { DateLessThan: at(EDGE_NOW_MS / 1000 + 9), IpAddress: { 'AWS:SourceIp': range } }));
    for (const [range, status] of [
      ['127.0.0.1', 200],
      ['127.0.0.0/31', 200],
      ['127.0.0.2/31', 403],
      ['0.0.0.0/0', 200],
    ] as const) {
      expect((await get(edge, `/${only(range)}`)).status, range).toBe(status);
    }
  });

  it('takes signed cookies, canned and custom, and keeps them from the origin', async () => {
    const { edge, origin } = await start();
    const asHeader = (cookies: object) =>
      Object.entries(cookies)
        .map(([name, value]) => `${name}=${value}`)
        .join('; ');
    const canned = getSignedCookies({ url: 'http://localhost:8080/a.jpg', dateLessThan: later, ...RSA_KEY });
    const custom = getSignedCookies({ policy: policy('http://localhost:8080/*'), ...RSA_KEY, algorithm: 'SHA256' });
    expect((await get(edge, '/a.jpg', { cookie: `own=1; ${asHeader(canned)}` })).status).toBe(200);
    expect((await get(edge, '/b.jpg', { cookie: asHeader(custom) })).status).toBe(200);
    expect((await get(edge, '/b.jpg', { cookie: asHeader(canned) })).code).toBe('AccessDenied');
    expect(origin.seen.map(({ headers }) => headers.cookie)).toEqual(['own=1', undefined]);
  });

  it('says what is missing or malformed as CloudFront does', async () => {
    const { edge, origin } = await start();
    const good = signPolicy(policy(undefined));
    expect((await get(edge, '/')).code).toBe('MissingKey');
    expect((await get(edge, '/?Expires=1&Signature=a')).code).toBe('MissingKey');
    expect((await get(edge, `/${good.replace('K-RSA', 'K-NONE')}`)).code).toBe('InvalidKey');
    expect((await get(edge, `/${good.replace(/Signature=[^&]*/, 'Signature=')}`)).code).toBe('MalformedSignature');
    expect((await get(edge, `/${signPolicy('{"Statement":[]}')}`)).code).toBe('MalformedPolicy');
    expect(origin.seen).toEqual([]);
  });

  it('checks the signature also of what the cache holds, and shares it between signatures', async () => {
    const { edge, origin } = await start({ CachePolicyId: CACHING_OPTIMISED, OriginRequestPolicyId: undefined });
    expect((await get(edge, `/a.jpg${signPolicy(policy(undefined))}`)).status).toBe(200);
    expect((await get(edge, `/a.jpg${signPolicy(policy('http://localhost:8080/a.jpg'))}`)).status).toBe(200);
    expect((await get(edge, '/a.jpg')).status).toBe(403);
    expect(origin.seen).toHaveLength(1);
  });
});

describe('attack: a forged signature', () => {
  it('refuses a stranger’s key, a changed policy, a changed query and a policy with an extra condition', async () => {
    const { edge, origin } = await start();
    const forged = signPolicy(policy(undefined), { keyPairId: 'K-RSA', privateKey: stranger.privateKey });
    expect((await get(edge, `/${forged}`)).code).toBe('AccessDenied');
    const good = new URLSearchParams(signPolicy(policy('http://localhost:8080/a')));
    good.set('Policy', Buffer.from(policy(undefined)).toString('base64').replace(/=/g, '_'));
    expect((await get(edge, `/?${good}`)).code).toBe('AccessDenied');
    const canned = getSignedUrl({ url: 'http://localhost:8080/a.jpg?w=1', dateLessThan: later, ...RSA_KEY });
    expect((await get(edge, canned)).status).toBe(200);
    expect((await get(edge, canned.replace('w=1', 'w=2'))).code).toBe('AccessDenied');
    expect((await get(edge, `${canned}&extra=1`)).code).toBe('AccessDenied');
    expect((await get(edge, canned.replace(/Expires=\d+/, 'Expires=9999999999'))).code).toBe('AccessDenied');
    const extra = { DateLessThan: { 'AWS:EpochTime': 9999999999 }, StringLike: {} };
    expect((await get(edge, `/${signPolicy(policy(undefined, extra))}`)).code).toBe('MalformedPolicy');
    expect(origin.seen).toHaveLength(1);
  });

  it('refuses a signature for one host at another', async () => {
    const { edge } = await start();
    const query = signPolicy(policy('https://localhost:8080/*'));
    expect((await get(edge, `/a.jpg${query}`, { host: 'other.localhost:8080' })).code).toBe('AccessDenied');
  });
});

describe('attack: another job’s photo through the wildcard of an album', () => {
  it('cannot carry the job’s part in a query, a fragment or an escaped slash', async () => {
    const { edge } = await start();
    const query = signPolicy(policy('https://localhost:8080/*/j-1/*')).slice(1);
    for (const target of [
      '/jobs/j-2/a.jpg?x=/j-1/&',
      '/jobs/j-2/a.jpg?/j-1/x&',
      '/jobs/j-2/a.jpg%2Fj-1%2Fx?',
      '/jobs/j-2%3F/j-1%2Fx?',
    ]) {
      expect((await get(edge, target + query)).code, target).toBe('AccessDenied');
    }
  });
});
