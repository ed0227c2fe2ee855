import { beforeAll, describe, expect, it } from 'vitest';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '300' };

let form: ViewerFunction;
beforeAll(async () => {
  form = await loadViewerFunction('form');
});

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Undefined takes a header away. */
function send(changes: Headers = {}, more: object = {}) {
  const headers = Object.entries({ ...FORM, ...changes }).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const [first = '', ...others] = [value].flat();
    const multiValue = [first, ...others].map((one) => ({ value: one }));
    return [[name, { value: first, ...(others.length > 0 ? { multiValue } : {}) }]];
  });
  return form.run({ method: 'POST', uri: '/form', headers: Object.fromEntries(headers), ...more });
}

const statusOf = async (changes: Headers, more?: object) => (await send(changes, more)).statusCode ?? 'in';

describe('form', () => {
  it('lets a short form through, without its cookies and its query', async () => {
    const more = { querystring: { access_token: { value: 'a.b.c' } }, cookies: { a: { value: 'b' } } };
    const { statusCode, uri, querystring, cookies } = await send({}, more);
    expect([statusCode, uri, querystring, cookies]).toEqual([undefined, '/form', {}, {}]);
    expect(await statusOf({ 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' })).toBe('in');
  });

  it('lets in 8,192 bytes and not one more', async () => {
    expect(await statusOf({ 'content-length': '8192' })).toBe('in');
    expect(await statusOf({ 'content-length': '8193' })).toBe(413);
    expect(await statusOf({ 'content-length': '999999999999' })).toBe(413);
  });

  it.each([undefined, '', '0', '-1', '1e3', '0x10', '300, 300', ['300', '300']])(
    'turns away a length of %j',
    async (length) => {
      expect(await statusOf({ 'content-length': length })).toBe(400);
    },
  );

  it.each([
    undefined,
    '',
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain; application/x-www-form-urlencoded',
    'application/x-www-form-urlencodedx',
    ['application/x-www-form-urlencoded', 'application/json'],
  ])('turns away a body of type %j', async (type) => {
    expect(await statusOf({ 'content-type': type })).toBe(400);
  });

  it('leads who loads it by its address to the first page', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { statusCode, headers } = await send({}, { method });
      expect([statusCode, headers.location?.value]).toEqual([302, '/form.html']);
    }
  });

  it('refuses other methods, with a page', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { statusCode, headers, body } = await send({}, { method });
      expect([statusCode, headers.allow?.value]).toEqual([405, 'GET, HEAD, POST']);
      expect(headers['content-type']?.value).toBe('text/html; charset=utf-8');
      expect(body.data).toContain('href="/form.html"');
    }
  });
});

describe('attack: a second way to show who one is', () => {
  it('is refused, even beside a form', async () => {
    expect(await statusOf({ authorization: 'Bearer a.b.c' })).toBe(400);
    expect(await statusOf({ authorization: '' })).toBe(400);
  });
});

describe('attack: a form of another site, with a token of its own', () => {
  it.each(['cross-site', 'same-site', '', 'none, same-origin', ['same-origin', 'cross-site']])(
    'is turned away: Sec-Fetch-Site %j',
    async (site) => {
      expect(await statusOf({ 'sec-fetch-site': site })).toBe(403);
    },
  );

  it.each([
    ['https://evil.example', 403],
    ['https://photos.example.com.evil.example', 403],
    ['https://photos.example.com:8443', 403],
    ['null', 403],
    ['', 403],
    ['https://photos.example.com', 'in'],
    ['http://photos.example.com', 'in'],
  ])('is told by Origin where the browser does not say Sec-Fetch-Site: %j', async (origin, outcome) => {
    expect(await statusOf({ origin, host: 'photos.example.com' })).toBe(outcome);
    expect(await statusOf({ origin, host: 'photos.example.com', 'sec-fetch-site': 'same-origin' })).toBe('in');
  });

  it('is turned away where two Origins are said', async () => {
    const origin = ['https://photos.example.com', 'https://evil.example'];
    expect(await statusOf({ origin, host: 'photos.example.com' })).toBe(403);
  });

  it('is told from this site’s own, and from a browser that does not say', async () => {
    expect(await statusOf({ 'sec-fetch-site': 'same-origin' })).toBe('in');
    expect(await statusOf({ 'sec-fetch-site': 'none' })).toBe('in');
    expect(await statusOf({ 'sec-fetch-site': undefined })).toBe('in');
  });
});
