import { describe, expect, it } from 'vitest';
import { CACHING_OPTIMISED, respondWith, send, startEdge, startOrigin } from './local-edge.ts';

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
    const origin = await startOrigin(respondWith(headers));
    const edge = await startEdge(origin, setup);
    for (const _turn of [1, 2]) {
      const response = await send(edge, '/', { headers: condition as Record<string, string> });
      expect(response).toMatchObject({ status, text: status === 304 ? '' : 'content', headers: { etag: '"v1"' } });
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
    const edge = await startEdge(await startOrigin(respondWith(headers)), setup);
    await send(edge, '/');
    const response = await send(edge, '/', { headers: { Range: range } });
    expect(response).toMatchObject({ status, text });
    expect(response.headers['content-range']).toBe(contentRange);
  });

  it('If-Range lets a range through only for the same object', async () => {
    const edge = await startEdge(await startOrigin(respondWith(headers)), setup);
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
