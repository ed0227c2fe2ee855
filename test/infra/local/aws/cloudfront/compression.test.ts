import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CACHING_DISABLED, CACHING_OPTIMISED, send, startEdge, startOrigin } from './local-edge.ts';

interface Given {
  readonly size?: number;
  readonly headers?: Record<string, string>;
  readonly status?: number;
  readonly accept?: string;
  readonly behaviour?: object;
}

async function fetchText({ size = 1000, headers = {}, status = 200, accept = 'gzip, br', behaviour = {} }: Given = {}) {
  const text = 'a'.repeat(size);
  const origin = await startOrigin((_seen, outgoing) =>
    outgoing
      .writeHead(status, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Length': String(size),
        ETag: '"v1"',
        ...headers,
      })
      .end(text),
  );
  const edge = await startEdge(origin, {
    behaviour: { CachePolicyId: CACHING_OPTIMISED, Compress: true, ...behaviour },
  });
  const response = await send(edge, '/', { headers: { 'Accept-Encoding': accept } });
  return { ...response, coding: response.headers['content-encoding'], sent: text, edge, origin };
}

describe('compression at the edge', () => {
  it('prefers brotli, weakens the ETag and says that it varies', async () => {
    const { body, headers, sent } = await fetchText();
    expect(brotliDecompressSync(body).toString()).toBe(sent);
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      etag: 'W/"v1"',
      vary: 'Accept-Encoding',
      'content-length': String(body.length),
    });
  });

  it('gives gzip to who takes only that, and each viewer the coding that it takes out of one cache', async () => {
    const { body, sent, edge, origin } = await fetchText({ accept: 'gzip' });
    expect(gunzipSync(body).toString()).toBe(sent);
    const plain = await send(edge, '/');
    expect(plain).toMatchObject({ text: sent, headers: { etag: '"v1"' } });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect((await send(edge, '/', { headers: { 'Accept-Encoding': 'gzip' } })).headers).toMatchObject({
      'content-encoding': 'gzip',
      'x-cache': 'Hit from cloudfront',
    });
    expect(origin.seen).toHaveLength(2);
  });

  it.each([
    ['999 bytes', { size: 999 }, undefined],
    ['1,000 bytes', { size: 1000 }, 'br'],
    ['10,000,000 bytes', { size: 10_000_000 }, 'br'],
    ['10,000,001 bytes', { size: 10_000_001 }, undefined],
    ['JSON', { headers: { 'Content-Type': 'application/json' } }, 'br'],
    ['JPEG', { headers: { 'Content-Type': 'image/jpeg' } }, undefined],
    ['problem+json, which the list lacks', { headers: { 'Content-Type': 'application/problem+json' } }, undefined],
    ['what is encoded already', { headers: { 'Content-Encoding': 'identity' } }, 'identity'],
    ['404', { status: 404 }, 'br'],
    ['500', { status: 500 }, undefined],
    ['a behaviour without Compress', { behaviour: { Compress: false } }, undefined],
    ['a policy without encodings', { behaviour: { CachePolicyId: CACHING_DISABLED } }, undefined],
    ['a viewer that refuses', { accept: 'br;q=0, gzip;q=0.0' }, undefined],
  ] as [string, Given, string | undefined][])('%s', async (_name, given, coding) => {
    expect((await fetchText(given)).coding).toBe(coding);
  });
});
