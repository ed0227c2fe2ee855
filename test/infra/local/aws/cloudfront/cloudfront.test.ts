import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { send, startEdge, startOrigin } from './local-edge.ts';

const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

describe('createCloudFront', () => {
  it('gives what the origin answers, with the headers of CloudFront', async () => {
    const origin = await startOrigin((_seen, outgoing) => {
      outgoing.writeHead(200, {
        'Content-Type': 'text/plain',
        'x-amz-id-2': 'a',
        'x-amz-request-id': 'b',
        'x-amz-version-id': 'v',
      });
      outgoing.end('photo');
    });
    const response = await send(await startEdge(origin), '/a/b%20c//d?x=1');
    expect(response).toMatchObject({ status: 200, text: 'photo' });
    expect(response.headers).toMatchObject({
      'x-cache': 'Miss from cloudfront',
      server: 'CloudFront',
      via: '1.1 local.cloudfront.net (CloudFront)',
      'x-amz-cf-pop': expect.any(String),
      'x-amz-cf-id': expect.any(String),
      'x-amz-version-id': 'v',
    });
    expect(response.headers).not.toHaveProperty('x-amz-id-2');
    expect(response.headers).not.toHaveProperty('x-amz-request-id');
    expect(origin.seen[0]).toMatchObject({ method: 'GET', url: '/a/b%20c//d' });
    expect(origin.seen[0]?.headers).toMatchObject({
      host: 'photos.s3.us-east-1.amazonaws.com',
      'user-agent': 'Amazon CloudFront',
      'x-amz-cf-id': response.headers['x-amz-cf-id'],
      'x-forwarded-for': '127.0.0.1',
    });
  });

  it('takes the first behaviour whose pattern fits the normalised path, and sends the raw one', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, {
      behaviours: [
        { PathPattern: '/upload', AllowedMethods: ALL_METHODS },
        { PathPattern: '/jobs/*.jpg', AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] },
      ],
    });
    const post = { method: 'POST', body: 'x' };
    expect((await send(edge, '/upload', post)).status).toBe(200);
    expect((await send(edge, '/x/../upload', post)).status).toBe(200);
    expect((await send(edge, '//upload', post)).status).toBe(200);
    expect((await send(edge, '/Upload', post)).status).toBe(403);
    expect((await send(edge, '/upload/', post)).status).toBe(403);
    expect((await send(edge, '/jobs/a/b.jpg', { method: 'OPTIONS' })).status).toBe(200);
    expect((await send(edge, '/jobs/a/b.png', { method: 'OPTIONS' })).status).toBe(403);
    expect(origin.seen.map(({ url }) => url)).toEqual(['/upload', '/x/../upload', '//upload', '/jobs/a/b.jpg']);
  });

  it('refuses a GET with a body with 403', async () => {
    const origin = await startOrigin();
    const response = await send(await startEdge(origin), '/', { body: 'x', headers: { 'Content-Length': '1' } });
    expect(response.status).toBe(403);
    expect(response.text).toContain('<H1>403 ERROR</H1>');
    expect(origin.seen).toEqual([]);
  });

  it('takes a URL of 8,192 characters and refuses one of 8,193 with 414', async () => {
    const edge = await startEdge(await startOrigin());
    expect((await send(edge, `/${'a'.repeat(8191)}`)).status).toBe(200);
    expect((await send(edge, `/${'a'.repeat(8192)}`)).status).toBe(414);
  });

  it('refuses more than 32,768 bytes of headers with 494, also where the parser gives up', async () => {
    const edge = await startEdge(await startOrigin());
    const padded = (bytes: number) => send(edge, '/', { headers: { 'x-padding': 'a'.repeat(bytes) } });
    expect((await padded(32_000)).status).toBe(200);
    expect((await padded(33_000)).status).toBe(494);
    expect((await padded(70_000)).status).toBe(494);
  });

  it('logs each request without its query, which may hold a signature', async () => {
    const edge = await startEdge(await startOrigin());
    await send(edge, '/jobs/a.jpg?Signature=secret', { headers: { Authorization: 'Bearer secret' } });
    expect(edge.log).toEqual(['cloudfront: GET /jobs/a.jpg 200 Miss from cloudfront']);
  });

  it('answers HEAD without content', async () => {
    const origin = await startOrigin((_seen, outgoing) => {
      outgoing.writeHead(200, { 'Content-Length': '5' });
      outgoing.end();
    });
    const response = await send(await startEdge(origin), '/', { method: 'HEAD' });
    expect(response).toMatchObject({ status: 200, text: '', headers: { 'content-length': '5' } });
  });
});

describe('attack: DNS rebinding', () => {
  it('answers to localhost, addresses, its domain name and its aliases only', async () => {
    const edge = await startEdge(await startOrigin(), { config: { Aliases: ['photos.example.com'] } });
    const as = async (host: string) => (await send(edge, '/', { headers: { host } })).status;
    for (const host of [
      'localhost:8080',
      '127.0.0.1:1',
      '[::1]:1',
      'd111111abcdef8.cloudfront.net',
      'photos.example.com',
    ]) {
      expect(await as(host), host).toBe(200);
    }
    expect(await as('evil.example')).toBe(403);
    expect(await as('localhost.evil.example')).toBe(403);
  });
});

describe('attack: slow headers', () => {
  it('cuts a viewer off whose headers do not come in time, and not one that has sent them and takes long', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, {
      behaviour: { AllowedMethods: ALL_METHODS },
      options: { headersTimeoutMs: 200 },
    });
    const open = (text: string) => {
      const socket = connect({ port: edge.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.write(text);
      return socket;
    };
    const slow = open('POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab');
    const half = open('GET / HTTP/1.1\r\nHost: loc');
    const silent = open('');
    const [told] = await Promise.all([readAll(half), readAll(silent)]);
    expect(told).toMatch(/^HTTP\/1\.1 408 /);
    slow.write('cd');
    expect(await readAll(slow)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

/** All that comes before the other side closes; of a socket whose own side stays open. */
function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => (text += chunk)).on('error', () => undefined);
    for (const event of ['end', 'close']) socket.once(event, () => resolve(text));
  });
}

describe('attack: request smuggling', () => {
  it('refuses a request with two lengths and gives the origin nothing', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, { behaviour: { AllowedMethods: ALL_METHODS } });
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(edge.port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
      socket.end(
        'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n',
      );
    });
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(origin.seen).toEqual([]);
  });
});
