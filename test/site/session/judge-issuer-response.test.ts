import { describe, expect, it } from 'vitest';
import { judgeIssuerResponse } from '../../../site/session/judge-issuer-response.ts';

const PORTAL = '<!doctype html><title>Hotel Wi-Fi</title><p>Accept our terms to continue</p>';
const json = (value: unknown) => JSON.stringify(value);

describe('judgeIssuerResponse', () => {
  it('takes tokens', () => {
    expect(judgeIssuerResponse({ status: 200, body: json({ access_token: 'a', token_type: 'bearer' }) })).toBe(
      'tokens',
    );
  });

  it.each([
    ['the refresh token is spent (RFC 6749 5.2)', 400, json({ error: 'invalid_grant' })],
    ['the same as Auth0 says it', 403, json({ error: 'invalid_grant', error_description: 'Unknown refresh token.' })],
    ['the client is unknown', 401, json({ error: 'invalid_client' })],
    ['the client may not refresh', 400, json({ error: 'unauthorized_client' })],
  ])('ends the session where %s', (_, status, body) => {
    expect(judgeIssuerResponse({ status, body })).toBe('ended');
  });

  it.each([
    ['too many requests', 429, json({ error: 'too_many_requests' })],
    ['too many requests, whatever else it says', 429, json({ error: 'invalid_grant' })],
    ['a bare 429', 429, ''],
    ['temporarily_unavailable', 400, json({ error: 'temporarily_unavailable' })],
    ['temporarily_unavailable as 503', 503, json({ error: 'temporarily_unavailable' })],
    ['server_error', 400, json({ error: 'server_error' })],
    ['slow_down', 400, json({ error: 'slow_down' })],
    ['invalid_request', 400, json({ error: 'invalid_request' })],
    ['invalid_scope', 400, json({ error: 'invalid_scope' })],
    ['unsupported_grant_type', 400, json({ error: 'unsupported_grant_type' })],
    ['an unknown error', 400, json({ error: 'whatever' })],
    ['403 of a firewall, as JSON', 403, json({ message: 'Forbidden' })],
    ['403 of a firewall, as HTML', 403, '<h1>403 Forbidden</h1>'],
    ['401 without a word', 401, ''],
    ['a portal with 200', 200, PORTAL],
    ['a portal with 400', 400, PORTAL],
    ['a portal with 401', 401, PORTAL],
    ['a portal with 511', 511, PORTAL],
    ['a redirect to a portal', 302, ''],
    ['an empty object', 200, '{}'],
    ['an empty object as 400', 400, '{}'],
    ['null', 200, 'null'],
    ['a list', 200, '[]'],
    ['JSON that was cut', 200, '{"access_token":"ey'],
    ['a token that is no string', 200, json({ access_token: 7 })],
    ['an error that is no string', 400, json({ error: ['invalid_grant'], of: 1 })],
    ['an error in a response of 200', 200, json({ error: 'invalid_grant' })],
    ['an error in a response of 500', 500, json({ error: 'invalid_grant' })],
    ['an internal error', 500, ''],
    ['a bad gateway', 502, '<html>502</html>'],
    ['not found', 404, '<html>404</html>'],
  ])('leaves the session as it is after %s', (_, status, body) => {
    expect(judgeIssuerResponse({ status, body })).toBe('later');
  });
});
