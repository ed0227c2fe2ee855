/** Signs in at the issuer of a local run as a browser does. */
import { createHash } from 'node:crypto';
import { AUDIENCE, CLIENT_ID } from '../../../../infra/local/identity/token-shapes.ts';

export const DASHBOARD = 'http://localhost:8080';
const VERIFIER = 'a-code-verifier-of-at-least-forty-three-characters';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

export type Browser = (url: string, form?: URLSearchParams) => Promise<Response>;

/** Follows no redirect and keeps cookies: enough of a browser for a sign-in. */
export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  return async (url, form) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    return response;
  };
}

export function askToSignIn(
  issuer: string,
  browser: Browser,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const parameters = {
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: `${DASHBOARD}/`,
    scope: 'openid profile email',
    resource: AUDIENCE,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    state: 's',
    ...overrides,
  };
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  return browser(`${issuer}/auth?${query}`);
}

export async function chooseUser(
  issuer: string,
  browser: Browser,
  user: string,
): Promise<{ page: string; tokens: Tokens }> {
  const toSignIn = `${issuer}${(await askToSignIn(issuer, browser)).headers.get('location')}`;
  const page = await (await browser(toSignIn)).text();
  const chosen = await browser(toSignIn, new URLSearchParams({ user }));
  const resumed = await browser(chosen.headers.get('location') ?? '');
  const code = new URL(resumed.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const form = {
    client_id: CLIENT_ID,
    grant_type: 'authorization_code',
    code,
    redirect_uri: `${DASHBOARD}/`,
    code_verifier: VERIFIER,
  };
  return { page, tokens: await requestToken(issuer, form) };
}

export async function requestToken(issuer: string, form: Readonly<Record<string, string>>): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
  return response.json() as Promise<Tokens>;
}
