/** An issuer, or something in its place, that gives odd responses: the session outlives them all, and goes on by itself. */
import { describe, expect } from 'vitest';
import { askToken, endToken, sessionTest as it, readState, signInAs } from './session-test.ts';

const PORTAL = '<!doctype html><title>Hotel Wi-Fi</title><p>Accept our terms to continue</p>';
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json' };
const MINUTE_MS = 60_000;

describe('an odd response to a refresh', () => {
  it.for<[string, number, Record<string, string>, string]>([
    ['429', 429, JSON_TYPE, '{"error":"too_many_requests"}'],
    ['temporarily_unavailable', 400, JSON_TYPE, '{"error":"temporarily_unavailable"}'],
    ['403 as JSON', 403, JSON_TYPE, '{"message":"Forbidden"}'],
    ['a portal with 200', 200, HTML, PORTAL],
    ['a portal with 400', 400, HTML, PORTAL],
    ['a portal with 401', 401, HTML, PORTAL],
    ['{}', 200, JSON_TYPE, '{}'],
    ['another person’s tokens', 200, JSON_TYPE, '{"access_token":"e30.eyJzdWIiOiJ4In0.e30","token_type":"bearer"}'],
  ])('leaves the worker signed in, and a minute later there is a token: %s', async (odd, { issuer, context, rig }) => {
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, null);
    await signInAs(page, '/');
    await endToken(page);
    const [, status, headers, body] = odd;
    await page.route(`${issuer.url}/token`, (route) =>
      route.fulfill({ status, headers: { ...headers, 'access-control-allow-origin': '*' }, body }),
    );
    expect(await askToken(page)).toBe('error:unavailable');
    expect(await readState(page)).toMatchObject({ state: 'signed-in', user: { subject: 'user-wes' } });
    await page.unroute(`${issuer.url}/token`);
    await page.clock.fastForward(MINUTE_MS);
    expect(await askToken(page)).toMatch(/^eyJ/);
  });

  it.for(['/.well-known/openid-configuration', '/config.json'])(
    'does no harm where %s is a portal’s page',
    async (path, { context, rig, edge, issuer }) => {
      const page = await context.newPage();
      await rig.startEngine(page, null);
      await signInAs(page, '/');
      await endToken(page);
      const again = await context.newPage();
      await rig.startEngine(again, null);
      const base = path === '/config.json' ? edge.url : issuer.url;
      await again.route(`${base}${path}`, (route) =>
        route.fulfill({ headers: { ...HTML, 'access-control-allow-origin': '*' }, body: PORTAL }),
      );
      expect(await askToken(again)).toBe('error:unavailable');
      expect((await readState(again)).state).toBe('signed-in');
      await again.unrouteAll();
      expect(await askToken(again)).toMatch(/^eyJ/);
    },
  );

  it('is not asked for again before the seconds of its Retry-After', async ({ issuer, context, rig }) => {
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, null);
    await signInAs(page, '/');
    await endToken(page);
    let asked = 0;
    await page.route(`${issuer.url}/token`, (route) => {
      asked += 1;
      return route.fulfill({
        status: 429,
        headers: {
          'retry-after': '120',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'retry-after',
        },
      });
    });
    await askToken(page);
    await page.clock.fastForward(110_000);
    expect(await askToken(page)).toBe('error:unavailable');
    expect(asked).toBe(1);
    await page.clock.fastForward(11_000);
    await askToken(page);
    expect(asked).toBe(2);
  });
});
