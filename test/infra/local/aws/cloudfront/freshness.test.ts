import { describe, expect, it } from 'vitest';
import { EDGE_NOW_MS, type EdgeSetup, respondWith, send, startEdge, startOrigin, WIDE, withTtl } from './local-edge.ts';

/** Asks, and asks again after so many seconds; gives how the second response came. */
async function askAgain(headers: Record<string, string>, setup: EdgeSetup, { afterSeconds = 0, status = 200 } = {}) {
  const origin = await startOrigin(respondWith(headers, status));
  const edge = await startEdge(origin, setup);
  await send(edge, '/');
  edge.clock.nowMs += afterSeconds * 1000;
  const second = await send(edge, '/');
  return { second, xCache: second.headers['x-cache'], asked: origin.seen.length };
}

describe('how long a response is kept', () => {
  it.each([
    ['no header: the default', {}, WIDE, 100],
    ['max-age', { 'Cache-Control': 'max-age=50' }, WIDE, 50],
    ['s-maxage before max-age', { 'Cache-Control': 'max-age=50, s-maxage=70' }, WIDE, 70],
    ['max-age raised to the minimum', { 'Cache-Control': 'max-age=5' }, { ...WIDE, min: 30 }, 30],
    ['max-age lowered to the maximum', { 'Cache-Control': 'max-age=5000' }, WIDE, 1000],
    ['Expires', { Expires: new Date(EDGE_NOW_MS + 40_000).toUTCString() }, WIDE, 40],
    [
      'max-age before Expires',
      { 'Cache-Control': 'max-age=50', Expires: new Date(EDGE_NOW_MS + 40_000).toUTCString() },
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
    ['Expires in the past', { Expires: new Date(EDGE_NOW_MS - 1).toUTCString() }],
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
    // Documented for 404, 410, 414 and 501 alone: all others are kept whatever they say.
    [404, { 'Cache-Control': 'no-store' }, 0, 2],
    [410, { 'Cache-Control': 'private' }, 0, 2],
    [501, { 'Cache-Control': 'no-cache' }, 0, 2],
    [503, { 'Cache-Control': 'no-store' }, 9, 1],
    [503, { 'Cache-Control': 'no-store, max-age=60' }, 10, 2],
    [500, { 'Cache-Control': 'max-age=5000' }, 999, 1],
    [500, { 'Cache-Control': 'max-age=5000' }, 1000, 2],
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

  it.each([
    [500, {}, 9, 1],
    [503, { 'Cache-Control': 'no-store' }, 9, 1],
    [500, { 'Cache-Control': 'max-age=60' }, 10, 2],
    [404, { 'Cache-Control': 'no-store' }, 0, 2],
    [403, {}, 0, 2],
  ])(
    'an error %s with %o where caching is disabled, asked again after %s s, reaches the origin %s times',
    async (status, headers, afterSeconds, asked) => {
      expect((await askAgain(headers as Record<string, string>, {}, { status, afterSeconds })).asked).toBe(asked);
    },
  );

  it.each([
    [0, 0, 2],
    [30, 29, 1],
    [30, 30, 2],
  ])(
    'an error whose minimum is %s s, asked again after %s s, reaches the origin %s times',
    async (minimum, afterSeconds, asked) => {
      const config = { CustomErrorResponses: [{ ErrorCode: 500, ErrorCachingMinTTL: minimum }] };
      expect((await askAgain({}, { config }, { status: 500, afterSeconds })).asked).toBe(asked);
    },
  );

  it('keeps the failure of an origin that does not answer, and says so again', async () => {
    const origin = await startOrigin(respondWith({}));
    let isMended = false;
    const edge = await startEdge(origin, { options: { resolveOrigin: () => (isMended ? origin.url : null) } });
    expect((await send(edge, '/')).status).toBe(502);
    isMended = true;
    expect(await send(edge, '/')).toMatchObject({ status: 502, headers: { 'x-cache': 'Error from cloudfront' } });
    edge.clock.nowMs += 10_000;
    expect((await send(edge, '/')).status).toBe(200);
  });
});
