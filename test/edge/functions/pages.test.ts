import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../edge/api.ts';
import type { FunctionRequest } from '../../../edge/functions/cloudfront-function.ts';
import { LINK_ROUTES } from '../../../edge/link-api.ts';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

const LIVE = 'aaaaaaaaaa';
const NEXT = 'bbbbbbbbbb';
const OTHER = 'cccccccccc';

const values: Record<string, string> = {};
let pages: ViewerFunction;

beforeAll(async () => {
  pages = await loadViewerFunction('pages', values);
});
beforeEach(() => {
  for (const key of Object.keys(values)) delete values[key];
  Object.assign(values, { live: LIVE, staging: NEXT, [`preview/${NEXT}`]: '1' });
});

const withCookie = (value: string) => ({ cookies: { 'edgeshot-release': { value } } });
const uriOf = async (uri: string, changes: Partial<FunctionRequest> = {}) => (await pages.run({ uri, ...changes })).uri;

describe('pages', () => {
  it.each([
    ['/', '/index.html'],
    ['/job/j-1', '/index.html'],
    ['/job/j-1/', '/index.html'],
    ['/problems', '/index.html'],
    ['/shortcut', '/shortcut.html'],
    ['/shortcuts', '/index.html'],
    ['/l', '/l.html'],
    ['/live', '/index.html'],
    ['/index.html', '/index.html'],
    ['/manifest.webmanifest', '/manifest.webmanifest'],
    ['/service-worker.js', '/service-worker.js'],
    ['/.well-known/x', '/index.html'],
    ['/staging-notes', '/index.html'],
    ['/staging/job/j-1', '/index.html'],
    ['/a.b/c', '/index.html'],
  ])('%s is %s of the live release', async (uri, file) => {
    expect(await uriOf(uri)).toBe(`/r/${LIVE}${file}`);
  });

  it.each([
    '/upload-url/',
    '/Upload-URL',
    '/UPLOAD',
    '/photos//',
    '/Jobs',
    '/audit/',
    '/people/',
    '/Links',
    '/links/open/',
  ])('answers %s, a route that is written wrongly, with a problem and no page', async (uri) => {
    const { statusCode, headers, body } = await pages.run({ uri });
    expect([statusCode, headers['content-type']]).toEqual([404, { value: 'application/problem+json' }]);
    expect(JSON.parse(body.data)).toMatchObject({ code: 'not-found', status: 404, retry: 'never' });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'answers %s in JSON: 404 to a route written wrongly, else 405',
    async (method) => {
      const told = [];
      for (const uri of ['/Upload-Url', '/upload/', '/', '/job/j-1', '/assets/app-3f2a.js']) {
        const { statusCode, headers } = await pages.run({ uri, method });
        told.push([statusCode, headers['content-type']?.value]);
      }
      const type = 'application/problem+json';
      expect(told).toEqual([404, 404, 405, 405, 405].map((status) => [status, type]));
    },
  );

  it('knows every route of the API, but for the forms', async () => {
    const missed = [];
    for (const [name, path] of Object.entries({ ...ROUTES, ...LINK_ROUTES })) {
      const { statusCode } = await pages.run({ uri: `${path.toUpperCase()}/` });
      if (statusCode !== 404 && name !== 'form') missed.push(path);
    }
    expect(missed).toEqual([]);
  });

  it.each([
    ['what has its hash in its name', '/assets/app-3f2a.js'],
    ['a file of a release that is named', `/r/${OTHER}/index.html`],
    ['the configuration of the deployment', '/config.json'],
  ])('leaves %s where it is', async (_what, uri) => {
    expect(await uriOf(uri)).toBe(uri);
    expect(await uriOf(uri, withCookie(NEXT))).toBe(uri);
  });

  it('changes over with the store, and says so where nothing is live', async () => {
    values.live = NEXT;
    expect(await uriOf('/')).toBe(`/r/${NEXT}/index.html`);
    delete values.live;
    expect(await pages.run({ uri: '/' })).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': { value: '30' } },
    });
    values.live = '../../uploads';
    expect(await pages.run({ uri: '/' })).toMatchObject({ statusCode: 503 });
  });

  it.each([
    ['br', true],
    ['gzip, deflate, br, zstd', true],
    ['gzip;q=1.0, br;q=0.8', true],
    ['br;q=1.0', true],
    ['br;q=0, gzip', false],
    ['br;q=0.0', false],
    ['gzip', false],
    ['brotli', false],
    ['', false],
  ])('takes %j for Brotli: %s', async (value, isTaken) => {
    const headers = { 'accept-encoding': { value } };
    expect(await uriOf('/', { headers })).toBe(`${isTaken ? '/br' : ''}/r/${LIVE}/index.html`);
    expect(await uriOf('/assets/a-1.png', { headers })).toBe('/assets/a-1.png');
    expect(await uriOf('/config.json', { headers })).toBe('/config.json');
  });
});

describe('a preview', () => {
  it('is opened by a link, which sets a cookie for a day and leads to the first page', async () => {
    for (const uri of ['/staging', '/staging/', `/staging/${NEXT}`, `/staging/${NEXT}/`]) {
      const { statusCode, headers, cookies } = await pages.run({ uri });
      expect([uri, statusCode, headers.location?.value]).toEqual([uri, 302, '/']);
      expect(cookies).toEqual({
        'edgeshot-release': {
          value: NEXT,
          attributes: 'Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax',
        },
      });
    }
  });

  it('is what the cookie names, until it ends', async () => {
    expect(await uriOf('/job/j-1', withCookie(NEXT))).toBe(`/r/${NEXT}/index.html`);
    expect(await uriOf('/service-worker.js', withCookie(NEXT))).toBe(`/r/${NEXT}/service-worker.js`);
    delete values[`preview/${NEXT}`];
    expect(await uriOf('/job/j-1', withCookie(NEXT))).toBe(`/r/${LIVE}/index.html`);
  });

  it('ends by a link as well', async () => {
    const { cookies } = await pages.run({ uri: '/staging/end' });
    expect(cookies).toMatchObject({ 'edgeshot-release': { value: '' } });
  });

  it.each([
    ['a release that is none', OTHER],
    ['another key of the store', 'live'],
    ['a way out', '../uploads'],
    ['nothing', ''],
  ])('attack: a cookie of %s opens what is live', async (_what, value) => {
    expect(await uriOf('/', withCookie(value))).toBe(`/r/${LIVE}/index.html`);
  });

  it('attack: a link opens no release that nobody has made a preview', async () => {
    expect(await pages.run({ uri: `/staging/${OTHER}` })).toMatchObject({ statusCode: 404 });
    delete values.staging;
    expect(await pages.run({ uri: '/staging/' })).toMatchObject({ statusCode: 404 });
    const twice = { cookies: { 'edgeshot-release': { value: NEXT, multiValue: [{ value: NEXT }, { value: OTHER }] } } };
    expect(await uriOf('/', twice)).toBe(`/r/${LIVE}/index.html`);
  });
});

describe('pages where customers book', () => {
  it.each([
    ['/book', '/book.html'],
    ['/book/es', '/book-es.html'],
    ['/book/status', '/book-status.html'],
    ['/book/terms', '/book-terms.html'],
    ['/book/x', '/index.html'],
    ['/bookshelf', '/index.html'],
  ])('%s is %s of the live release', async (uri, file) => {
    const booking = await loadViewerFunction('pages', values, { HAS_BOOKINGS: true });
    expect((await booking.run({ uri })).uri).toBe(`/r/${LIVE}${file}`);
  });

  it('answers a route of bookings that is written wrongly with a problem', async () => {
    const booking = await loadViewerFunction('pages', values, { HAS_BOOKINGS: true });
    for (const uri of ['/Bookings', '/bookings/', '/bookings/offer/', '/stripe/webhook/']) {
      expect((await booking.run({ uri })).statusCode).toBe(404);
    }
  });

  it('are not there elsewhere, and the function knows nothing of them', async () => {
    for (const uri of ['/book', '/book/es', '/book/status']) expect(await uriOf(uri)).toBe(`/r/${LIVE}/index.html`);
    expect(pages.code).not.toMatch(/book|stripe/i);
  });
});
