import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEdgeCache } from '../../../../infra/local/cloudfront/cache.ts';
import { CACHING_OPTIMISED, type EdgeSetup, NOW_MS, type Seen, send, startEdge, startOrigin } from './local-edge.ts';

const NONE = {
  CookiesConfig: { CookieBehavior: 'none' },
  HeadersConfig: { HeaderBehavior: 'none' },
  QueryStringsConfig: { QueryStringBehavior: 'none' },
};

function withTtl(
  ttl: { min: number; default: number; max: number },
  parameters: object = {},
  behaviour: object = {},
): EdgeSetup {
  const config = {
    Name: 'c',
    MinTTL: ttl.min,
    DefaultTTL: ttl.default,
    MaxTTL: ttl.max,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: false,
      EnableAcceptEncodingBrotli: false,
      ...NONE,
      ...parameters,
    },
  };
  return {
    behaviour: { CachePolicyId: 'c', ...behaviour },
    resources: { cachePolicies: new Map([['c', { CachePolicyConfig: config }]]) },
  };
}

function answerWith(headers: Record<string, string>, status = 200, text = 'content') {
  return (_seen: Seen, outgoing: ServerResponse) =>
    outgoing.writeHead(status, { 'Content-Length': String(text.length), ...headers }).end(text);
}

/** Asks, and asks again after so many seconds; gives how the second answer came. */
async function askAgain(headers: Record<string, string>, setup: EdgeSetup, { afterSeconds = 0, status = 200 } = {}) {
  const origin = await startOrigin(answerWith(headers, status));
  const edge = await startEdge(origin, setup);
  await send(edge, '/');
  edge.clock.nowMs += afterSeconds * 1000;
  const second = await send(edge, '/');
  return { second, xCache: second.headers['x-cache'], asked: origin.seen.length };
}

const WIDE = { min: 0, default: 100, max: 1000 };

describe('how long an answer is kept', () => {
  it.each([
    ['no header: the default', {}, WIDE, 100],
    ['max-age', { 'Cache-Control': 'max-age=50' }, WIDE, 50],
    ['s-maxage before max-age', { 'Cache-Control': 'max-age=50, s-maxage=70' }, WIDE, 70],
    ['max-age raised to the minimum', { 'Cache-Control': 'max-age=5' }, { ...WIDE, min: 30 }, 30],
    ['max-age lowered to the maximum', { 'Cache-Control': 'max-age=5000' }, WIDE, 1000],
    ['Expires', { Expires: new Date(NOW_MS + 40_000).toUTCString() }, WIDE, 40],
    [
      'max-age before Expires',
      { 'Cache-Control': 'max-age=50', Expires: new Date(NOW_MS + 40_000).toUTCString() },
      WIDE,
      50,
    ],
    ['a minimum of 1 s overrules no-store', { 'Cache-Control': 'no-store' }, { ...WIDE, min: 1 }, 1],
    ['a minimum of 1 s overrules private', { 'Cache-Control': 'private, max-age=50' }, { ...WIDE, min: 1 }, 1],
  ])('%s', async (_name, headers, ttl, seconds) => {
    const before = await askAgain(headers as Record<string, string>, withTtl(ttl), { afterSeconds: seconds - 1 });
    expect(before).toMatchObject({ xCache: 'Hit from cloudfront', asked: 1 });
    expect(before.second.headers.age).toBe(String(seconds - 1));
    expect(await askAgain(headers as Record<string, string>, withTtl(ttl), { afterSeconds: seconds })).toMatchObject({
      asked: 2,
    });
  });

  it.each([
    ['no-store', { 'Cache-Control': 'no-store' }],
    ['no-cache', { 'Cache-Control': 'no-cache' }],
    ['private', { 'Cache-Control': 'private, max-age=50' }],
    ['max-age=0', { 'Cache-Control': 'max-age=0' }],
    ['Expires in the past', { Expires: new Date(NOW_MS - 1).toUTCString() }],
    ['an Expires that is no date', { Expires: '0' }],
    ['Vary: *', { Vary: '*' }],
  ])('keeps nothing with a minimum of 0 and %s', async (_name, headers) => {
    expect(await askAgain(headers as Record<string, string>, withTtl(WIDE))).toMatchObject({
      xCache: 'Miss from cloudfront',
      asked: 2,
    });
  });

  it('keeps nothing where the policy disables caching', async () => {
    expect(await askAgain({ 'Cache-Control': 'max-age=50' }, {})).toMatchObject({ asked: 2 });
  });

  it.each([
    [404, {}, 9, 1],
    [404, {}, 10, 2],
    [503, {}, 9, 1],
    [404, { 'Cache-Control': 'max-age=60' }, 59, 1],
    [404, { 'Cache-Control': 'no-store' }, 9, 1],
    [403, {}, 0, 2],
    [403, { 'Cache-Control': 'max-age=60' }, 59, 1],
    [401, { 'Cache-Control': 'max-age=60' }, 0, 2],
  ])(
    'an error %s with %o, asked again after %s s, reaches the origin %s times',
    async (status, headers, afterSeconds, asked) => {
      expect((await askAgain(headers as Record<string, string>, withTtl(WIDE), { status, afterSeconds })).asked).toBe(
        asked,
      );
    },
  );
});

describe('the cache key', () => {
  it('holds the path, and of query, header and cookie what the policy says', async () => {
    const origin = await startOrigin(answerWith({}));
    const key = {
      QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['w'] },
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-Key'] },
      CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['k'] },
    };
    const edge = await startEdge(origin, withTtl(WIDE, key));
    const isNew = async (target: string, headers: Record<string, string> = {}) => {
      const before = origin.seen.length;
      await send(edge, target, { headers });
      return origin.seen.length > before;
    };
    expect(await isNew('/a')).toBe(true);
    expect(await isNew('/a?z=1', { 'X-Other': '1', Cookie: 'z=1' })).toBe(false);
    expect(await isNew('/A')).toBe(true);
    expect(await isNew('/a?w=1')).toBe(true);
    expect(await isNew('/a?w=1&z=2')).toBe(false);
    expect(await isNew('/a', { 'X-Key': '1' })).toBe(true);
    expect(await isNew('/a', { Cookie: 'k=1; z=1' })).toBe(true);
    expect(await isNew('/a', { Cookie: 'z=2; k=1' })).toBe(false);
  });

  it('is empty again after an invalidation', async () => {
    const origin = await startOrigin(answerWith({}));
    const edge = await startEdge(origin, withTtl(WIDE));
    await send(edge, '/');
    edge.invalidate();
    await send(edge, '/');
    expect(origin.seen).toHaveLength(2);
  });

  it('does not cache a POST, and answers a HEAD out of what a GET left', async () => {
    const origin = await startOrigin(answerWith({}));
    const methods = { AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] };
    const edge = await startEdge(origin, withTtl(WIDE, {}, methods));
    await send(edge, '/', { method: 'POST' });
    await send(edge, '/', { method: 'POST' });
    expect(origin.seen).toHaveLength(2);
    await send(edge, '/');
    expect(await send(edge, '/', { method: 'HEAD' })).toMatchObject({
      text: '',
      headers: { 'content-length': '7', 'x-cache': 'Hit from cloudfront' },
    });
  });
});

describe('what is past its time', () => {
  const etag = { ETag: '"v1"', 'Cache-Control': 'max-age=10' };

  it('is confirmed by the origin with 304 and kept for another turn', async () => {
    const origin = await startOrigin((seen, outgoing) => {
      if (seen.headers['if-none-match'] === '"v1"') outgoing.writeHead(304, etag).end();
      else answerWith(etag)(seen, outgoing);
    });
    const edge = await startEdge(origin, withTtl(WIDE));
    await send(edge, '/');
    edge.clock.nowMs += 10_000;
    expect(await send(edge, '/')).toMatchObject({
      status: 200,
      text: 'content',
      headers: { 'x-cache': 'RefreshHit from cloudfront', age: '0' },
    });
    edge.clock.nowMs += 9_000;
    expect((await send(edge, '/')).headers['x-cache']).toBe('Hit from cloudfront');
    expect(origin.seen).toHaveLength(2);
  });

  it('still serves when the origin fails', async () => {
    let status = 200;
    const origin = await startOrigin((seen, outgoing) => answerWith(etag, status)(seen, outgoing));
    const edge = await startEdge(origin, withTtl(WIDE));
    await send(edge, '/');
    edge.clock.nowMs += 10_000;
    status = 500;
    expect(await send(edge, '/')).toMatchObject({ status: 200, text: 'content' });
  });
});

describe('conditions and ranges', () => {
  const setup = { behaviour: { CachePolicyId: CACHING_OPTIMISED } };
  const headers = { ETag: '"v1"', 'Last-Modified': 'Thu, 01 Jan 2026 00:00:00 GMT', 'Content-Type': 'text/x' };

  it.each([
    [{ 'If-None-Match': '"v1"' }, 304],
    [{ 'If-None-Match': 'W/"v1", "v0"' }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': '"v2"' }, 200],
    [{ 'If-Modified-Since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 304],
    [{ 'If-Modified-Since': 'Wed, 31 Dec 2025 23:59:59 GMT' }, 200],
    [{ 'If-None-Match': '"v2"', 'If-Modified-Since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 200],
  ])('%o gets %s, fresh and out of the cache', async (condition, status) => {
    const origin = await startOrigin(answerWith(headers));
    const edge = await startEdge(origin, setup);
    for (const _turn of [1, 2]) {
      const answer = await send(edge, '/', { headers: condition as Record<string, string> });
      expect(answer).toMatchObject({ status, text: status === 304 ? '' : 'content', headers: { etag: '"v1"' } });
    }
    expect(origin.seen).toHaveLength(1);
    expect(origin.seen[0]?.headers).not.toHaveProperty('if-none-match');
  });

  it.each([
    ['bytes=0-2', 206, 'con', 'bytes 0-2/7'],
    ['bytes=5-', 206, 'nt', 'bytes 5-6/7'],
    ['bytes=-3', 206, 'ent', 'bytes 4-6/7'],
    ['bytes=6-99', 206, 't', 'bytes 6-6/7'],
    ['bytes=7-', 416, '', 'bytes */7'],
    ['bytes=3-1', 200, 'content', undefined],
    ['bytes=0-1,3-4', 200, 'content', undefined],
    ['lines=1-2', 200, 'content', undefined],
  ])('out of the cache %s gets %s', async (range, status, text, contentRange) => {
    const edge = await startEdge(await startOrigin(answerWith(headers)), setup);
    await send(edge, '/');
    const answer = await send(edge, '/', { headers: { Range: range } });
    expect(answer).toMatchObject({ status, text });
    expect(answer.headers['content-range']).toBe(contentRange);
  });

  it('If-Range lets a range through only for the same object', async () => {
    const edge = await startEdge(await startOrigin(answerWith(headers)), setup);
    await send(edge, '/');
    const ask = async (ifRange: string) =>
      (await send(edge, '/', { headers: { Range: 'bytes=0-1', 'If-Range': ifRange } })).status;
    expect(await ask('"v1"')).toBe(206);
    expect(await ask('"v0"')).toBe(200);
  });

  it('forwards a range that it does not hold, and does not keep the part', async () => {
    const origin = await startOrigin((seen, outgoing) =>
      outgoing
        .writeHead(seen.headers.range ? 206 : 200, { 'Content-Length': '2', 'Content-Range': 'bytes 0-1/7' })
        .end('co'),
    );
    const edge = await startEdge(origin, setup);
    expect((await send(edge, '/', { headers: { Range: 'bytes=0-1' } })).status).toBe(206);
    expect(origin.seen[0]?.headers.range).toBe('bytes=0-1');
    expect((await send(edge, '/')).status).toBe(200);
    expect(origin.seen).toHaveLength(2);
  });
});

describe('an origin that breaks off', () => {
  it('never leaves a short object in the cache, and the viewer sees the break', async () => {
    let isShort = true;
    const origin = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n${isShort ? 'con' : 'content'}`);
        isShort = false;
      });
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => void origin.close());
    const url = new URL(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`);
    const edge = await startEdge({ url, seen: [] }, withTtl(WIDE));
    await expect(send(edge, '/')).rejects.toThrow();
    expect(await send(edge, '/')).toMatchObject({
      status: 200,
      text: 'content',
      headers: { 'x-cache': 'Miss from cloudfront' },
    });
  });
});

describe('createEdgeCache', () => {
  it('stays within its bound by giving up what was used longest ago', () => {
    const cache = createEdgeCache(30_000);
    const entry = {
      response: { status: 200, statusDescription: '', headers: new Map(), body: Buffer.alloc(8_000) },
      storedAtMs: 0,
      ttlSeconds: 1,
    };
    cache.put('a', entry);
    cache.put('b', entry);
    cache.get('a');
    cache.put('c', entry);
    expect([...'abc'].map((key) => cache.get(key) !== null)).toEqual([true, false, true]);
  });
});
