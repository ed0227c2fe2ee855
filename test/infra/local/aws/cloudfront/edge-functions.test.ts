import { describe, expect, it } from 'vitest';
import { ALL_VIEWER_EXCEPT_HOST, type EdgeSetup, send, startEdge, startOrigin, type TestOrigin } from './local-edge.ts';

const ARN = 'arn:aws:cloudfront::111122223333:function/f';

function withFunction(code: string, eventType = 'viewer-request', behaviour = {}): EdgeSetup {
  return {
    behaviour: {
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
      FunctionAssociations: [{ EventType: eventType, FunctionARN: ARN }],
      ...behaviour,
    },
    resources: { functions: new Map([[ARN, { name: 'f', code, runtime: 'cloudfront-js-2.0' }]]) },
  };
}

async function start(code: string, eventType?: string, origin?: TestOrigin) {
  const target = origin ?? (await startOrigin());
  return { origin: target, edge: await startEdge(target, withFunction(code, eventType)) };
}

/** Names and values by turns; the last two are not shown to functions. */
const VIEWER_HEADERS = [
  ...['Host', 'localhost:1'],
  ...['Cookie', 'a=1; b=2'],
  ...['X-Own', '1'],
  ...['X-Own', '2'],
  ...['X-Amz-Cf-Id', 'x'],
  ...['X-Real-IP', '1.2.3.4'],
];

describe('CloudFront Functions at viewer-request', () => {
  it('see the documented event, with hidden headers left out', async () => {
    const { edge } = await start(
      'function handler(event) { return { statusCode: 200, body: JSON.stringify(event) }; }',
    );
    const response = await send(edge, '/a%20b?x=1&y&x=%32', { headers: VIEWER_HEADERS });
    const event = JSON.parse(response.text) as { context: object; request: { headers: object } };
    expect(event).toMatchObject({
      version: '1.0',
      context: {
        distributionDomainName: 'd111111abcdef8.cloudfront.net',
        distributionId: 'EDFDVBD6EXAMPLE',
        eventType: 'viewer-request',
        requestId: response.headers['x-amz-cf-id'],
      },
      viewer: { ip: '127.0.0.1' },
      request: {
        method: 'GET',
        uri: '/a%20b',
        querystring: { x: { value: '1', multiValue: [{ value: '1' }, { value: '%32' }] }, y: { value: '' } },
        headers: {
          host: { value: 'localhost:1' },
          'x-own': { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
        },
        cookies: { a: { value: '1' }, b: { value: '2' } },
      },
    });
    expect(Object.keys(event.request.headers)).toEqual(['host', 'x-own']);
    expect(event).not.toHaveProperty('rawQuery');
  });

  it('answer in place of the origin', async () => {
    const { edge, origin } = await start(`function handler() {
      return { statusCode: 401, statusDescription: 'Unauthorized', headers: { 'www-authenticate': { value: 'Bearer' } },
        cookies: { a: { value: '1', attributes: 'Secure; Path=/' } }, body: { encoding: 'base64', data: 'aGk=' } };
    }`);
    const response = await send(edge, '/');
    expect(response).toMatchObject({ status: 401, text: 'hi' });
    expect(response.headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'set-cookie': ['a=1; Secure; Path=/'],
      'x-cache': 'FunctionGeneratedResponse from cloudfront',
    });
    expect(origin.seen).toEqual([]);
  });

  it('change the request: what they delete is gone, what they leave is as it came', async () => {
    const { edge, origin } = await start(`function handler(event) {
      var request = event.request; delete request.headers.authorization; request.cookies = {}; request.uri = '/new';
      request.headers['x-added-by'] = { value: 'f' }; request.querystring = { z: { value: '1', multiValue: [{ value: '2' }, { value: '3' }] } };
      return request;
    }`);
    await send(edge, '/old?x=1', { headers: { Authorization: 'Bearer t', Cookie: 'a=1', 'X-kEPT': 'v' } });
    expect(origin.seen[0]).toMatchObject({ url: '/new?z=2&z=3', headers: { 'x-added-by': 'f', 'x-kept': 'v' } });
    expect(origin.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(origin.seen[0]?.headers).not.toHaveProperty('cookie');
  });

  it('leave a raw query alone that they hand back', async () => {
    const { edge, origin } = await start('function handler(event) { return event.request; }');
    await send(edge, '/?b=%7e&&a&=x');
    expect(origin.seen[0]?.url).toBe('/?b=%7e&a&=x');
  });

  it('see CloudFront-* headers where a policy asks for them, and the origin then gets them once', async () => {
    const origin = await startOrigin();
    const id = '33f36d7e-f396-46d9-90e0-52428a34d9dc';
    const code =
      "function handler(event) { event.request.headers['x-seen'] = event.request.headers['cloudfront-forwarded-proto']; return event.request; }";
    const edge = await startEdge(origin, withFunction(code, 'viewer-request', { OriginRequestPolicyId: id }));
    await send(edge, '/', { headers: { 'CloudFront-Forwarded-Proto': 'forged' } });
    expect(origin.seen[0]?.headers).toMatchObject({ 'x-seen': 'http', 'cloudfront-forwarded-proto': 'http' });
  });

  it.each([
    ['throws', 'throw new Error("secret");', 503, 'FunctionExecutionError from cloudfront'],
    ['spins', 'while (true) {}', 503, 'FunctionExecutionError from cloudfront'],
    ['returns nothing', '', 502, 'FunctionValidationError from cloudfront'],
    ['returns the event', 'return event;', 502, 'FunctionValidationError from cloudfront'],
    [
      'changes the method',
      'event.request.method = "POST"; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    [
      'changes Host',
      'event.request.headers.host = { value: "x" }; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    [
      'adds X-Cache',
      'event.request.headers["x-cache"] = { value: "x" }; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    [
      'writes an upper-case name',
      'event.request.headers["X-A"] = { value: "x" }; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    [
      'gives a uri without a slash',
      'event.request.uri = "a"; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    [
      'gives a number as a value',
      'event.request.headers.a = { value: 1 }; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    [
      'splits a header',
      'event.request.headers.a = { value: "a\\r\\nb: c" }; return event.request;',
      502,
      'FunctionValidationError from cloudfront',
    ],
    ['gives a status as text', 'return { statusCode: "200" };', 502, 'FunctionValidationError from cloudfront'],
    [
      'gives bad base64',
      'return { statusCode: 200, body: { encoding: "base64", data: "?" } };',
      502,
      'FunctionValidationError from cloudfront',
    ],
  ])('that %s: the viewer gets CloudFront’s own response', async (_name, body, status, xCache) => {
    const { edge, origin } = await start(`function handler(event) { ${body} }`);
    const response = await send(edge, '/');
    expect(response).toMatchObject({ status, headers: { 'x-cache': xCache, 'content-type': 'text/html' } });
    expect(response.text).not.toContain('secret');
    expect(origin.seen).toEqual([]);
    expect(edge.log.join()).toMatch(/^f: /);
  });
});

describe('CloudFront Functions at viewer-response', () => {
  const code = `function handler(event) {
    var response = event.response; response.headers['x-from'] = { value: event.request.uri + response.statusCode }; return response;
  }`;

  it('change headers and leave the content', async () => {
    const { edge } = await start(code, 'viewer-response');
    expect(await send(edge, '/a')).toMatchObject({ status: 200, text: 'ok', headers: { 'x-from': '/a200' } });
  });

  it('do not run when the origin answers 400 or more, and do at 399', async () => {
    const origin = await startOrigin((seen, outgoing) => {
      outgoing.statusCode = Number(seen.url.slice(1));
      outgoing.end();
    });
    const { edge } = await start(code, 'viewer-response', origin);
    expect((await send(edge, '/399')).headers).toHaveProperty('x-from');
    expect((await send(edge, '/400')).headers).not.toHaveProperty('x-from');
  });
});
