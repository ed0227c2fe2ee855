import type { IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ALL_VIEWER_EXCEPT_HOST, send, startEdge, startOrigin } from './local-edge.ts';

const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

describe('an exchange with an origin', () => {
  it('answers 502 for an origin that nothing serves, and for one that refuses the connection', async () => {
    expect((await send(await startEdge(null), '/')).status).toBe(502);
    const edge = await startEdge(null, { options: { resolveOrigin: () => new URL('http://127.0.0.1:9') } });
    const response = await send(edge, '/');
    expect(response).toMatchObject({ status: 502, headers: { 'x-cache': 'Error from cloudfront' } });
  });

  it('answers 504 when the origin is silent for longer than its response timeout', async () => {
    const origin = await startOrigin(() => undefined);
    const edge = await startEdge(origin, { origin: { S3OriginConfig: { OriginReadTimeout: 1 } } });
    expect((await send(edge, '/')).status).toBe(504);
    expect(origin.seen).toHaveLength(1);
  });

  it('streams an upload: the origin has the first bytes before the viewer sends the last', async () => {
    const origin = await startOrigin((seen, outgoing) => outgoing.end(String(seen.body.length)));
    const edge = await startEdge(origin, { behaviour: { AllowedMethods: ALL_METHODS } });
    const hasBegun = new Promise<void>((resolve) => {
      origin.server.once('request', (incoming: IncomingMessage) => incoming.once('data', () => resolve()));
    });
    const reply = new Promise<string>((resolve) => {
      const socket = connect(edge.port, '127.0.0.1');
      socket.once('data', (chunk) => resolve(chunk.toString()));
      socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\nfirst');
      void hasBegun.then(() => socket.write('-last'));
    });
    expect(await reply).toMatch(/^HTTP\/1\.1 200 /);
    expect(origin.seen[0]?.body.toString()).toBe('first-last');
  });

  it('passes 50 MB on without keeping them', async () => {
    const origin = await startOrigin((seen, outgoing) => outgoing.end(String(seen.body.length)));
    const edge = await startEdge(origin, { behaviour: { AllowedMethods: ALL_METHODS } });
    const body = Buffer.alloc(50 * 1024 * 1024, 7);
    expect((await send(edge, '/', { method: 'POST', body })).text).toBe(String(body.length));
    expect(origin.seen[0]?.headers['content-length']).toBe(String(body.length));
  });

  it('streams a response that it does not keep: the viewer has the first bytes before the origin sends the last', async () => {
    let finish = () => undefined as unknown;
    const origin = await startOrigin((_seen, outgoing) => {
      outgoing.write('first');
      finish = () => outgoing.end('-last');
    });
    const edge = await startEdge(origin);
    const text = await new Promise<string>((resolve) => {
      let seen = '';
      const socket = connect(edge.port, '127.0.0.1');
      socket.on('data', (chunk) => {
        seen += chunk.toString();
        if (seen.includes('first')) finish();
      });
      socket.on('close', () => resolve(seen));
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    expect(text).toContain('-last');
  });

  it('ends a response that takes longer than its completion timeout', async () => {
    const origin = await startOrigin((_seen, outgoing) => {
      outgoing.writeHead(200, { 'Content-Length': '10' });
      outgoing.write('half');
    });
    const edge = await startEdge(origin, { origin: { ResponseCompletionTimeout: 1 } });
    await expect(send(edge, '/')).rejects.toThrow();
  });

  it('reaches a custom origin by its own name', async () => {
    const origin = await startOrigin();
    const custom = { OriginProtocolPolicy: 'https-only', HTTPSPort: 8443, OriginSSLProtocols: ['TLSv1.2'] };
    const edge = await startEdge(origin, {
      origin: { DomainName: 'api.example.com', S3OriginConfig: undefined, CustomOriginConfig: custom },
      options: { resolveOrigin: (name) => (name === 'api.example.com' ? origin.url : null) },
    });
    await send(edge, '/a');
    expect(origin.seen[0]).toMatchObject({ url: '/a', headers: { host: 'api.example.com' } });
  });

  it('gives the viewer the response of an origin that refuses an upload at its start and hangs up', async () => {
    const origin = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno'),
      );
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => void origin.close());
    const url = new URL(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`);
    const edge = await startEdge({ url, seen: [] }, { behaviour: { AllowedMethods: ALL_METHODS } });
    const response = await send(edge, '/', { method: 'POST', body: Buffer.alloc(20 * 1024 * 1024) });
    expect(response).toMatchObject({ status: 400, text: 'no' });
  });

  it('breaks off the origin’s request when the viewer goes away in the middle of an upload', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, { behaviour: { AllowedMethods: ALL_METHODS } });
    const socket = connect(edge.port, '127.0.0.1');
    const isBroken = new Promise((resolve) =>
      origin.server.once('request', (incoming) => incoming.once('error', resolve)),
    );
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
    await new Promise((resolve) => origin.server.once('request', resolve));
    socket.destroy();
    expect(await isBroken).toMatchObject({ code: 'ECONNRESET' });
    expect(origin.seen).toEqual([]);
  });

  it('keeps of Vary what the origin could see, and no cookie that is not forwarded', async () => {
    const origin = await startOrigin((_seen, outgoing) =>
      outgoing.writeHead(200, { Vary: 'Origin, Accept-Encoding, X-Own', 'Set-Cookie': 'a=1' }).end(),
    );
    const { headers } = await send(await startEdge(origin), '/');
    expect(headers.vary).toBe('Accept-Encoding');
    expect(headers).not.toHaveProperty('set-cookie');
    const open = await startEdge(origin, { behaviour: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } });
    expect((await send(open, '/')).headers).toMatchObject({
      vary: 'Origin, Accept-Encoding, X-Own',
      'set-cookie': ['a=1'],
    });
  });

  it('answers 494 for an origin whose headers are larger than 32,768 bytes', async () => {
    const origin = await startOrigin((seen, outgoing) =>
      outgoing.writeHead(200, { 'X-Padding': 'a'.repeat(Number(seen.url.slice(1))) }).end(),
    );
    const edge = await startEdge(origin);
    expect((await send(edge, '/20000')).status).toBe(200);
    expect((await send(edge, '/40000')).status).toBe(494);
  });
});
