import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import * as library from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { dropProse } from '../../../infra/build/drop-prose.ts';

const LIBRARY = new URL('../../../node_modules/oauth4webapi/build/index.js', import.meta.url);
const source = readFileSync(fileURLToPath(LIBRARY), 'utf8');
const dropped: typeof library = await import(`data:text/javascript,${encodeURIComponent(dropProse(source))}`);

const server = { issuer: 'https://issuer.invalid', token_endpoint: 'https://issuer.invalid/token' };
const client = { client_id: 'dashboard' };

interface Failure {
  readonly name: string;
  readonly code: unknown;
}

async function fail(work: () => unknown): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return { name: error.name, code: 'code' in error && error.code };
  }
  throw new Error('it did not fail');
}

const refusals: Readonly<Record<string, (by: typeof library) => unknown>> = {
  'a response that nobody asked for': (by) =>
    by.validateAuthResponse(server, client, new URL('https://site.invalid/?code=1&state=forged'), 'state'),
  'a response of another issuer': (by) =>
    by.validateAuthResponse(server, client, new URL('https://site.invalid/?code=1&iss=https://evil.invalid'), 'state'),
  'a refusal of the issuer': (by) =>
    by.validateAuthResponse(server, client, new URL('https://site.invalid/?error=access_denied&state=s'), 's'),
  'a refresh token that is none': (by) => by.refreshTokenGrantRequest(server, client, by.None(), ''),
  'a refusal in the body': (by) =>
    by.processRefreshTokenResponse(server, client, Response.json({ error: 'invalid_grant' }, { status: 400 })),
  'tokens without a type': (by) => by.processRefreshTokenResponse(server, client, Response.json({ access_token: 'a' })),
};

describe('dropProse', () => {
  it.each(Object.entries(refusals))('leaves %s refused, with the same class and code', async (_, refuse) => {
    const [before, after] = [await fail(() => refuse(library)), await fail(() => refuse(dropped))];
    expect([after.name, after.code]).toEqual([before.name, before.code]);
  });

  it('leaves no token in an error, where the library hands on all that it has read', async () => {
    const read = async (by: typeof library) => {
      const response = Response.json({ access_token: 'eyJ-somebody', token_type: 'bearer', scope: 1 });
      const error = await by.processRefreshTokenResponse(server, client, response).catch((failure: unknown) => failure);
      return inspect(error, { depth: null });
    };
    expect([await read(library), await read(dropped)]).toEqual([
      expect.stringContaining('eyJ-somebody'),
      expect.not.stringContaining('eyJ-somebody'),
    ]);
  });

  it('finds the prose: the library is a tenth smaller, and has the same exports', () => {
    expect(Object.keys(dropped).sort()).toEqual(Object.keys(library).sort());
    expect(source.length - dropProse(source).length).toBeGreaterThan(5_000);
  });
});
