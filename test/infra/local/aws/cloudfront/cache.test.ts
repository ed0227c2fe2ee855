import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEdgeCache } from '../../../../../infra/local/aws/cloudfront/cache.ts';
import { respondWith, send, startEdge, startOrigin, WIDE, withTtl } from './local-edge.ts';

describe('the cache key', () => {
  it('holds the path, and of query, header and cookie what the policy says', async () => {
    const origin = await startOrigin(respondWith({}));
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
    const origin = await startOrigin(respondWith({}));
    const edge = await startEdge(origin, withTtl(WIDE));
    await send(edge, '/');
    edge.invalidate();
    await send(edge, '/');
    expect(origin.seen).toHaveLength(2);
  });

  it('does not cache a POST, and answers a HEAD out of what a GET left', async () => {
    const origin = await startOrigin(respondWith({}));
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
      else respondWith(etag)(seen, outgoing);
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
    const origin = await startOrigin((seen, outgoing) => respondWith(etag, status)(seen, outgoing));
    const edge = await startEdge(origin, withTtl(WIDE));
    await send(edge, '/');
    edge.clock.nowMs += 10_000;
    status = 500;
    expect(await send(edge, '/')).toMatchObject({ status: 200, text: 'content' });
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
