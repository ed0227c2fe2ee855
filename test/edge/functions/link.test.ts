import { beforeAll, describe, expect, it } from 'vitest';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

const SENT = { 'content-type': 'application/json', 'content-length': '60' };

let link: ViewerFunction;
beforeAll(async () => {
  link = await loadViewerFunction('link');
});

/** Undefined takes a header away. */
async function statusOf(changes: Readonly<Record<string, string | undefined>> = {}, method = 'POST') {
  const headers = Object.entries({ ...SENT, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { value }]],
  );
  return (await link.run({ method, uri: '/links/open', headers: Object.fromEntries(headers) })).statusCode ?? 'in';
}

describe('link', () => {
  it('lets a short body through, without its cookies and its query', async () => {
    const more = { querystring: { secret: { value: 'x' } }, cookies: { a: { value: 'b' } } };
    const headers = Object.fromEntries(Object.entries(SENT).map(([name, value]) => [name, { value }]));
    const { uri, querystring, cookies } = await link.run({ method: 'POST', uri: '/links/open', headers, ...more });
    expect([uri, querystring, cookies]).toEqual(['/links/open', {}, {}]);
  });

  it('lets in 512 bytes and not one more', async () => {
    expect(await statusOf({ 'content-length': '512' })).toBe('in');
    expect(await statusOf({ 'content-length': '513' })).toBe(413);
  });

  it('turns away what is no JSON, has no length, or comes with a token', async () => {
    expect(await statusOf({ 'content-type': 'text/plain' })).toBe(400);
    expect(await statusOf({ 'content-length': undefined })).toBe(400);
    expect(await statusOf({ 'content-length': '0' })).toBe(400);
    expect(await statusOf({ authorization: 'Bearer a.b.c' })).toBe(400);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])(
    'turns %s away: an address that is loaded opens nothing',
    async (method) => {
      expect(await statusOf({}, method)).toBe(405);
    },
  );
});
