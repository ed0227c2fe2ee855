import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as zip from 'client-zip';
import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { dropUnused } from '../../../infra/build/drop-unused.ts';

const MODULES = new URL('../../../node_modules/', import.meta.url);

async function importDropped<Library>(name: string): Promise<Library> {
  const path = fileURLToPath(new URL(name, MODULES));
  return await import(`data:text/javascript,${encodeURIComponent(dropUnused(path, readFileSync(path, 'utf8')))}`);
}

const droppedOauth = await importDropped<typeof oauth>('oauth4webapi/build/index.js');
const droppedZip = await importDropped<typeof zip>('client-zip/index.js');

const server = { issuer: 'https://issuer.invalid', token_endpoint: 'https://issuer.invalid/token' };
const client = { client_id: 'dashboard' };
const nowSeconds = Math.floor(Date.now() / 1000);
const claims = { iss: server.issuer, aud: 'dashboard', sub: 'u-1', iat: nowSeconds, exp: nowSeconds + 600, nonce: 'n' };

function toIdToken(changes: object = {}, header: object = { alg: 'RS256' }): string {
  return [header, { ...claims, ...changes }, 'signature']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

const tokens = (changes: object = {}) =>
  Response.json({ access_token: 'a', token_type: 'Bearer', expires_in: '60', id_token: toIdToken(), ...changes });

const responses: Readonly<Record<string, () => Response>> = {
  'good tokens': () => tokens(),
  'an ID token of several audiences, for this client': () =>
    tokens({ id_token: toIdToken({ aud: ['dashboard', 'other'], azp: 'dashboard' }) }),
  'attack: an ID token of another audience': () => tokens({ id_token: toIdToken({ aud: 'other' }) }),
  'attack: an ID token of several audiences, for nobody': () =>
    tokens({ id_token: toIdToken({ aud: ['dashboard', 'other'] }) }),
  'attack: an ID token of several audiences, for another': () =>
    tokens({ id_token: toIdToken({ aud: ['dashboard', 'other'], azp: 'other' }) }),
  'attack: an ID token of another issuer': () => tokens({ id_token: toIdToken({ iss: 'https://evil.invalid' }) }),
  'attack: an ID token of another sign-in': () => tokens({ id_token: toIdToken({ nonce: 'other' }) }),
  'attack: an ID token without a nonce': () => tokens({ id_token: toIdToken({ nonce: undefined }) }),
  'attack: an ID token that is over': () => tokens({ id_token: toIdToken({ exp: nowSeconds - 31 }) }),
  'an ID token that is over by less than 30 s': () => tokens({ id_token: toIdToken({ exp: nowSeconds - 20 }) }),
  'an ID token that is not good yet': () => tokens({ id_token: toIdToken({ nbf: nowSeconds + 600 }) }),
  'an ID token without an end': () => tokens({ id_token: toIdToken({ exp: undefined }) }),
  'an ID token without a subject': () => tokens({ id_token: toIdToken({ sub: undefined }) }),
  'an ID token with a wrong time of signing in': () => tokens({ id_token: toIdToken({ auth_time: 'noon' }) }),
  'attack: an unsigned ID token': () => tokens({ id_token: toIdToken({}, { alg: 'none' }) }),
  'attack: an ID token by a shared secret': () => tokens({ id_token: toIdToken({}, { alg: 'HS256' }) }),
  'an ID token with a critical extension': () => tokens({ id_token: toIdToken({}, { alg: 'RS256', crit: ['b64'] }) }),
  'an encrypted ID token': () => tokens({ id_token: 'a.b.c.d.e' }),
  'an ID token of two parts': () => tokens({ id_token: 'a.b' }),
  'an ID token that is no JSON': () => tokens({ id_token: 'YQ.YQ.YQ' }),
  'no ID token': () => tokens({ id_token: undefined }),
  'an access token of no kind': () => tokens({ token_type: 'mac' }),
  'an access token for DPoP': () => tokens({ token_type: 'DPoP' }),
  'an access token that is none': () => tokens({ access_token: '' }),
  'a life that is no number': () => tokens({ expires_in: 'long' }),
  'a scope that is no text': () => tokens({ scope: 1 }),
  'a refusal': () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
  'a refusal of the client': () =>
    Response.json(
      { error: 'invalid_client' },
      { status: 401, headers: { 'www-authenticate': 'Basic realm="issuer"' } },
    ),
  'a refusal that is no JSON': () =>
    new Response('<p>no</p>', { status: 400, headers: { 'content-type': 'text/html' } }),
  'a busy issuer': () => new Response('', { status: 503 }),
  'a page in the place of the issuer': () => new Response('<p>', { headers: { 'content-type': 'text/html' } }),
};

async function judge(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) return { name: error.name, code: 'code' in error && error.code };
    throw error;
  }
}

describe('dropUnused, of oauth4webapi', () => {
  it.each(Object.entries(responses))('judges %s as the whole library does', async (_, respond) => {
    const byCode = (by: typeof oauth) =>
      judge(() => by.processAuthorizationCodeResponse(server, client, respond(), { expectedNonce: 'n' }));
    const byRefresh = (by: typeof oauth) => judge(() => by.processRefreshTokenResponse(server, client, respond()));
    expect(await byCode(droppedOauth)).toEqual(await byCode(oauth));
    expect(await byRefresh(droppedOauth)).toEqual(await byRefresh(oauth));
  });

  it.each([
    ['of the issuer', { issuer: server.issuer }, 200],
    ['of another issuer', { issuer: 'https://evil.invalid' }, 200],
    ['of nobody', {}, 200],
    ['that is missing', {}, 404],
  ] as const)('judges a discovery document %s as the whole library does', async (_, document, status) => {
    const read = (by: typeof oauth) =>
      judge(() => by.processDiscoveryResponse(new URL(server.issuer), Response.json(document, { status })));
    expect(await read(droppedOauth)).toEqual(await read(oauth));
  });

  it('asks for tokens as the whole library does, and by HTTPS alone', async () => {
    const ask = async (by: typeof oauth, endpoint: string) => {
      const asked: unknown[] = [];
      const customFetch = async (url: string, { body, headers, method, redirect }: RequestInit) => {
        // Outside a browser the library names itself.
        const { 'user-agent': _, ...others } = { ...headers } as Record<string, string>;
        asked.push({ url, body: String(body), headers: others, method, redirect });
        return tokens();
      };
      const options = { [by.customFetch]: customFetch, additionalParameters: { resource: 'edge' } };
      const issuer = { ...server, token_endpoint: endpoint };
      const parameters = by.validateAuthResponse(issuer, client, new URLSearchParams('code=c&state=s'), 's');
      const request = () =>
        by.authorizationCodeGrantRequest(issuer, client, by.None(), parameters, 'https://site.invalid/', 'v', options);
      const failure = await judge(async () => void (await request()));
      return { asked, failure };
    };
    expect(await ask(droppedOauth, server.token_endpoint)).toEqual(await ask(oauth, server.token_endpoint));
    const [before, after] = [
      await ask(oauth, 'http://issuer.invalid/'),
      await ask(droppedOauth, 'http://issuer.invalid/'),
    ];
    expect([after, after.asked]).toEqual([before, []]);
  });
});

describe('dropUnused, of client-zip', () => {
  it('packs bytes and texts to the very same archive', async () => {
    const lastModified = new Date(2026, 4, 3, 12, 30);
    const files = [
      { name: 'Señal 1.jpg', lastModified, input: new Uint8Array([1, 2, 3]) },
      { name: 'photos.csv', lastModified, input: 'file,sha256\r\nñ' },
      { name: 'empty.txt', lastModified, input: new Uint8Array() },
    ];
    const pack = async (by: typeof zip) => Buffer.from(await new Response(by.makeZip(files)).arrayBuffer());
    expect((await pack(droppedZip)).equals(await pack(zip))).toBe(true);
  });
});

describe('dropUnused', () => {
  it.each(['client-zip/index.js', 'lit-html/lit-html.js', 'oauth4webapi/build/index.js'])(
    'stops the build when %s reads otherwise',
    (name) => {
      expect(() => dropUnused(`/there/node_modules/${name}`, 'export const other = 1;')).toThrow(/says 0 times/);
    },
  );

  it('leaves every other library as it is', () => {
    expect(dropUnused('/there/node_modules/uqr/index.js', 'export const other = 1;')).toBe('export const other = 1;');
  });
});
