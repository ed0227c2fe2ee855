import { describe, expect, it } from 'vitest';
import {
  ALL_VIEWER_EXCEPT_HOST,
  CACHING_OPTIMISED,
  type EdgeSetup,
  NONE,
  send,
  startEdge,
  startOrigin,
} from './local-edge.ts';

const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

function withPolicies({
  cache,
  origin,
  behaviour,
}: {
  cache?: object;
  origin?: object;
  behaviour?: object;
}): EdgeSetup {
  const parameters = { EnableAcceptEncodingGzip: false, EnableAcceptEncodingBrotli: false, ...NONE, ...cache };
  const cachePolicy = {
    Name: 'c',
    MinTTL: 0,
    DefaultTTL: 0,
    MaxTTL: 60,
    ParametersInCacheKeyAndForwardedToOrigin: parameters,
  };
  return {
    behaviour: {
      AllowedMethods: ALL_METHODS,
      ...(cache ? { CachePolicyId: 'c' } : {}),
      ...(origin ? { OriginRequestPolicyId: 'o' } : {}),
      ...behaviour,
    },
    resources: {
      cachePolicies: new Map([['c', { CachePolicyConfig: cachePolicy }]]),
      originRequestPolicies: new Map([['o', { OriginRequestPolicyConfig: { Name: 'o', ...NONE, ...origin } }]]),
    },
  };
}

const HEADERS = {
  Authorization: 'Bearer t',
  Cookie: 'a=1; b=2',
  'X-One': '1',
  'X-Two': '2',
  'Content-Type': 'text/x',
  'User-Agent': 'phone',
};

async function forwarded(
  setup: EdgeSetup,
  { target = '/?x=1&y=2&X=3', method = 'GET', headers = HEADERS as Record<string, string> } = {},
) {
  const origin = await startOrigin();
  await send(await startEdge(origin, setup), target, { method, headers });
  const { headers: seen = {}, url } = origin.seen[0] ?? {};
  return { ...seen, url } as Record<string, string | undefined>;
}

describe('toForwardedRequest', () => {
  it('sends nothing of the viewer without a policy, but what CloudFront always sends', async () => {
    const { 'x-amz-cf-id': id, via, ...seen } = await forwarded({});
    expect(id).toBeDefined();
    expect(via).toContain('(CloudFront)');
    expect(seen).toEqual({
      host: 'photos.s3.us-east-1.amazonaws.com',
      'user-agent': 'Amazon CloudFront',
      'x-forwarded-for': '127.0.0.1',
      connection: 'close',
      url: '/',
    });
  });

  it.each([
    ['GET', undefined],
    ['HEAD', undefined],
    ['POST', 'Bearer t'],
    ['PUT', 'Bearer t'],
    ['PATCH', 'Bearer t'],
    ['DELETE', 'Bearer t'],
    ['OPTIONS', 'Bearer t'],
  ])('Authorization of a %s without a policy: %s', async (method, value) => {
    expect((await forwarded({ behaviour: { AllowedMethods: ALL_METHODS } }, { method })).authorization).toBe(value);
  });

  it('takes Authorization from an OPTIONS that is cached', async () => {
    const behaviour = { AllowedMethods: ALL_METHODS, CachedMethods: ['GET', 'HEAD', 'OPTIONS'] };
    expect((await forwarded({ behaviour }, { method: 'OPTIONS' })).authorization).toBeUndefined();
  });

  it('forwards Authorization of a GET by the cache key or with all headers, never from a list', async () => {
    const inKey = withPolicies({
      cache: { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Authorization'] } },
    });
    expect((await forwarded(inKey)).authorization).toBe('Bearer t');
    expect((await forwarded({ behaviour: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } })).authorization).toBe(
      'Bearer t',
    );
    const listed = withPolicies({
      origin: { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Authorization'] } },
    });
    await expect(startEdge(null, listed)).rejects.toThrow('authorization');
  });

  it('forwards listed headers, cookies and query strings only', async () => {
    const setup = withPolicies({
      origin: {
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-One'] },
        CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['b'] },
        QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['x'] },
      },
    });
    const seen = await forwarded(setup);
    expect(seen).toMatchObject({ url: '/?x=1', cookie: 'b=2', 'x-one': '1', 'user-agent': 'Amazon CloudFront' });
    expect(seen).not.toHaveProperty('x-two');
    expect(seen).not.toHaveProperty('content-type');
  });

  it('forwards all but the excepted', async () => {
    const setup = withPolicies({
      origin: {
        HeadersConfig: { HeaderBehavior: 'allExcept', Headers: ['X-One', 'Host'] },
        CookiesConfig: { CookieBehavior: 'allExcept', Cookies: ['b'] },
        QueryStringsConfig: { QueryStringBehavior: 'allExcept', QueryStrings: ['x'] },
      },
    });
    const seen = await forwarded(setup);
    expect(seen).toMatchObject({
      url: '/?y=2&X=3',
      cookie: 'a=1',
      'x-two': '2',
      'user-agent': 'phone',
      authorization: 'Bearer t',
    });
    expect(seen).not.toHaveProperty('x-one');
    expect(seen.host).toBe('photos.s3.us-east-1.amazonaws.com');
  });

  it('forwards the viewer’s Host with AllViewer', async () => {
    const behaviour = { OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' };
    expect((await forwarded({ behaviour }, { headers: { Host: 'localhost:1' } })).host).toBe('localhost:1');
  });

  it('forwards what the cache key holds, also where the origin request policy does not', async () => {
    const setup = withPolicies({
      cache: {
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-Two'] },
        QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['y'] },
      },
      origin: { QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['x'] } },
    });
    expect(await forwarded(setup)).toMatchObject({ 'x-two': '2', url: '/?x=1&y=2' });
  });

  it.each([
    ['gzip, deflate, br', 'br,gzip'],
    ['gzip', 'gzip'],
    ['br;q=1.0, gzip;q=0', 'br'],
    ['deflate', undefined],
    ['*', undefined],
  ])('reduces Accept-Encoding %s to %s', async (sent, normalised) => {
    const seen = await forwarded(
      { behaviour: { CachePolicyId: CACHING_OPTIMISED } },
      { headers: { 'Accept-Encoding': sent } },
    );
    expect(seen['accept-encoding']).toBe(normalised);
  });

  it('keeps what is hop by hop, and what only CloudFront writes, from the origin', async () => {
    const sent = {
      'Proxy-Authorization': 'x',
      TE: 'trailers',
      'X-Real-IP': '9.9.9.9',
      'X-Edge-Location': 'x',
      'CloudFront-Viewer-Country': 'XX',
      'X-Amz-Cf-Id': 'forged',
    };
    const seen = await forwarded({ behaviour: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } }, { headers: sent });
    expect(Object.keys(seen).sort()).toEqual(
      ['connection', 'host', 'url', 'user-agent', 'via', 'x-amz-cf-id', 'x-forwarded-for'].filter(
        (name) => name !== 'user-agent',
      ),
    );
    expect(seen['x-amz-cf-id']).not.toBe('forged');
  });

  it('forwards a condition where nothing is cached, so that a function can answer 304', async () => {
    const condition = { 'If-None-Match': '"v1"' };
    const seen = await forwarded(
      { behaviour: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } },
      { headers: condition },
    );
    expect(seen['if-none-match']).toBe('"v1"');
    const cached = { CachePolicyId: CACHING_OPTIMISED, OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST };
    expect(await forwarded({ behaviour: cached }, { headers: condition })).not.toHaveProperty('if-none-match');
  });

  it('joins cookies of several headers', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, { behaviour: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } });
    await send(edge, '/', { headers: ['Host', 'localhost', 'Cookie', 'a=1', 'Cookie', 'b=2; c=3'] });
    expect(origin.seen[0]?.headers.cookie).toBe('a=1; b=2; c=3');
  });

  it('appends the viewer to X-Forwarded-For', async () => {
    expect((await forwarded({}, { headers: { 'X-Forwarded-For': '1.1.1.1, 2.2.2.2' } }))['x-forwarded-for']).toBe(
      '1.1.1.1, 2.2.2.2, 127.0.0.1',
    );
  });
});

describe('attack: a viewer sends the origin’s custom header', () => {
  it('is overruled by the template’s value', async () => {
    const origin = { OriginCustomHeaders: [{ HeaderName: 'x-shot-config', HeaderValue: 'ours' }] };
    const behaviour = { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST };
    expect((await forwarded({ origin, behaviour }, { headers: { 'X-Shot-Config': 'theirs' } }))['x-shot-config']).toBe(
      'ours',
    );
  });
});
