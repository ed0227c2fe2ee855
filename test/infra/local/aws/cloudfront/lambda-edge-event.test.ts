import { describe, expect, it } from 'vitest';
import { send, startEdge } from './local-edge.ts';
import { at, startLambda, startWithCode } from './local-lambda.ts';

const service = startLambda();

const ECHO = "return { status: '200', headers: { 'x-seen': [{ value: '1' }] }, body: JSON.stringify(event) };";

const SEEN_REQUEST = {
  clientIp: '127.0.0.1',
  method: 'GET',
  uri: '/a%20b',
  querystring: 'x=1&y',
  headers: {
    authorization: [{ key: 'Authorization', value: 'Bearer t' }],
    host: [{ key: 'Host', value: 'photos.s3.us-east-1.amazonaws.com' }],
    'x-forwarded-for': [{ key: 'X-Forwarded-For', value: '127.0.0.1' }],
  },
  origin: {
    s3: {
      authMethod: 'none',
      customHeaders: { 'x-shot-config': [{ key: 'x-shot-config', value: '{"a":1}' }] },
      domainName: 'photos.s3.us-east-1.amazonaws.com',
      path: '/p',
      region: 'us-east-1',
    },
  },
};

describe('Lambda@Edge at origin-request', () => {
  it('sees the real event shape with the origin and its custom headers', async () => {
    const custom = [{ HeaderName: 'x-shot-config', HeaderValue: '{"a":1}' }];
    const { run, origin } = await startWithCode(
      at('origin-request', { origin: { OriginCustomHeaders: custom, OriginPath: '/p' } }),
    );
    const response = await run(ECHO, {
      target: '/a%20b?x=1&y',
      headers: { Authorization: 'Bearer t', 'X-Real-IP': '1' },
    });
    const event = JSON.parse(response.text) as { Records: { cf: { request: { headers: object } } }[] };
    expect(event).toMatchObject({
      Records: [
        {
          cf: {
            config: {
              distributionDomainName: 'd111111abcdef8.cloudfront.net',
              distributionId: 'EDFDVBD6EXAMPLE',
              eventType: 'origin-request',
              requestId: response.headers['x-amz-cf-id'],
            },
            request: SEEN_REQUEST,
          },
        },
      ],
    });
    const { headers } = event.Records[0]?.cf.request ?? { headers: {} };
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-real-ip']));
    expect(headers).not.toHaveProperty('x-shot-config');
    expect(headers).not.toHaveProperty('x-amz-cf-id');
    expect(origin.seen).toEqual([]);
    expect(response.headers).toMatchObject({ 'x-seen': '1', 'x-cache': 'LambdaGeneratedResponse from cloudfront' });
  });

  it('loses the query and the Authorization that no policy forwards', async () => {
    const policy = {
      OriginRequestPolicyConfig: {
        Name: 'o',
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-Code'] },
        CookiesConfig: { CookieBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    };
    const setup = at('origin-request', { behaviour: { OriginRequestPolicyId: 'o' } });
    const { run } = await startWithCode({ ...setup, resources: { originRequestPolicies: new Map([['o', policy]]) } });
    const response = await run(ECHO, { target: '/?x=1', headers: { Authorization: 'Bearer t' } });
    expect(response.text).toContain('"querystring":""');
    expect(response.text).not.toContain('Bearer t');
  });

  it('sends on what the function returns, with the origin’s custom headers and a body of its own', async () => {
    const setup = at('origin-request', {
      includeBody: true,
      origin: { OriginCustomHeaders: [{ HeaderName: 'x-c', HeaderValue: 'v' }] },
    });
    const { run, origin } = await startWithCode(setup);
    const code = `request.uri = '/new'; request.querystring = 'q=1'; request.headers['x-added'] = [{ value: '1' }];
      request.body = { action: 'replace', encoding: 'text', data: 'replaced' }; return request;`;
    await run(code, { method: 'POST', body: Buffer.from('given') });
    expect(origin.seen[0]).toMatchObject({
      method: 'POST',
      url: '/new?q=1',
      headers: { 'x-added': '1', 'x-c': 'v', 'content-length': '8' },
    });
    expect(origin.seen[0]?.body.toString()).toBe('replaced');
  });

  it.each([
    [1_048_576, false],
    [1_048_577, true],
  ])('is shown a body of %s bytes, truncated: %s, and the origin gets it whole', async (size, isTruncated) => {
    const { run, origin } = await startWithCode(at('origin-request', { includeBody: true }));
    const code = `const { data, ...rest } = request.body; request.uri = '/' + Buffer.from(data, 'base64').length + rest.inputTruncated + rest.action + rest.encoding; return request;`;
    const body = Buffer.alloc(size, 'x');
    await run(code, { method: 'POST', body });
    expect(origin.seen[0]?.url).toBe(`/1048576${isTruncated}read-onlybase64`);
    expect(origin.seen[0]?.body.equals(body)).toBe(true);
  });

  it('answers without waiting for the rest of a body that it does not read, and the connection lives on', async () => {
    const { run, edge } = await startWithCode(at('origin-request', { includeBody: true }));
    const response = await run("return { status: '413', body: 'large' };", {
      method: 'POST',
      body: Buffer.alloc(8 * 1024 * 1024),
    });
    expect(response).toMatchObject({ status: 413, text: 'large' });
    expect((await send(edge, '/', { headers: { 'X-Code': encodeURIComponent('return request;') } })).status).toBe(200);
  });

  it('sees no body that it did not ask for', async () => {
    const { run, origin } = await startWithCode(at('origin-request'));
    await run("request.uri = '/' + ('body' in request); return request;", { method: 'POST', body: Buffer.from('x') });
    expect(origin.seen[0]).toMatchObject({ url: '/false' });
    expect(origin.seen[0]?.body.toString()).toBe('x');
  });

  it('decodes base64 and sends several cookies', async () => {
    const { run } = await startWithCode(at('origin-request'));
    const code = `return { status: '201', statusDescription: 'Made', bodyEncoding: 'base64', body: 'aGk=', headers: { 'set-cookie': [{ value: 'a=1' }, { key: 'Set-Cookie', value: 'b=2' }] } };`;
    expect(await run(code)).toMatchObject({
      status: 201,
      text: 'hi',
      headers: { 'set-cookie': ['a=1', 'b=2'], 'content-length': '2' },
    });
  });

  it('does not run when the origin’s name leads nowhere, as CloudFront looks it up first', async () => {
    const before = service.invocations('f');
    const edge = await startEdge(null, at('origin-request'));
    expect((await send(edge, '/')).status).toBe(502);
    expect(service.invocations('f')).toBe(before);
  });
});

describe('Lambda@Edge at the other events', () => {
  it('origin-response sees and changes what the origin answered, errors too', async () => {
    const { run } = await startWithCode(at('origin-response'));
    const code = `response.headers['x-was'] = [{ value: response.status + response.headers['x-origin'][0].value }]; response.status = '404'; response.body = 'gone'; return response;`;
    // In this order: the edge keeps the 404.
    expect(await run('return response;')).toMatchObject({ status: 200, text: 'origin' });
    expect(await run(code)).toMatchObject({ status: 404, text: 'gone', headers: { 'x-was': '2001', 'x-origin': '1' } });
  });

  it('viewer-response may not change the status', async () => {
    const { run } = await startWithCode(at('viewer-response'));
    expect(await run("response.headers['x-a'] = [{ value: '1' }]; return response;")).toMatchObject({
      status: 200,
      headers: { 'x-a': '1' },
    });
    expect((await run("response.status = '201'; return response;")).status).toBe(502);
  });

  it('viewer-request may generate 40 KB, and sees Host but no origin', async () => {
    const { run, origin } = await startWithCode(at('viewer-request'));
    const code = (size: number) => `return { status: '200', body: 'a'.repeat(${size}) };`;
    expect((await run(code(40_960))).status).toBe(200);
    expect((await run(code(40_961))).status).toBe(502);
    expect((await run("return { status: '204', body: 'x' };")).status).toBe(502);
    expect((await run("request.headers.host[0].value = 'x'; return request;")).status).toBe(502);
    await run("request.uri = '/' + ('origin' in request); return request;");
    expect(origin.seen.map(({ url }) => url)).toEqual(['/false']);
  });

  it.each([
    [40_960, false],
    [40_961, true],
  ])('viewer-request is shown a body of %s bytes, truncated: %s', async (size, isTruncated) => {
    const { run, origin } = await startWithCode(at('viewer-request', { includeBody: true }));
    const code = `const { data, inputTruncated } = request.body; request.uri = '/' + Buffer.from(data, 'base64').length + inputTruncated; return request;`;
    await run(code, { method: 'POST', body: Buffer.alloc(size, 'x') });
    expect(origin.seen[0]?.url).toBe(`/40960${isTruncated}`);
    expect(origin.seen[0]?.body).toHaveLength(size);
  });

  it('a custom origin has its own shape', async () => {
    const custom = {
      OriginProtocolPolicy: 'https-only',
      HTTPSPort: 8443,
      OriginSSLProtocols: ['TLSv1.2'],
      OriginKeepaliveTimeout: 7,
    };
    const { run } = await startWithCode(
      at('origin-request', { origin: { S3OriginConfig: undefined, CustomOriginConfig: custom } }),
    );
    const { text } = await run("return { status: '200', body: JSON.stringify(request.origin) };");
    expect(JSON.parse(text)).toEqual({
      custom: {
        customHeaders: {},
        domainName: 'photos.s3.us-east-1.amazonaws.com',
        keepaliveTimeout: 7,
        path: '',
        port: 8443,
        protocol: 'https',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    });
  });
});
