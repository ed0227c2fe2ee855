/** Serves the issuer: the provider's own endpoints, and the page on which one chooses who signs in. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import type { DemoUser } from './demo-user.ts';
import { choosePageWords } from './page-words.ts';
import { renderProblemPage, renderSignInPage } from './pages.ts';
import { createProvider, type ProviderOptions } from './provider.ts';

export interface IdentityOptions extends ProviderOptions {
  readonly host: string;
  /** That of `issuer`. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface IdentityServer {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

const SIGN_IN = /^\/sign-in\/[A-Za-z0-9_-]+$/;
const MAX_FORM_BYTES = 1000;

/** @throws {NodeJS.ErrnoException} when the port is taken. */
export async function createIdentity({ host, port, log, ...options }: IdentityOptions): Promise<IdentityServer> {
  const provider = createProvider(options);
  provider.on('server_error', (_context, error) => log(String(error.stack ?? error)));
  const serveProvider = provider.callback();
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (!SIGN_IN.test(path)) return void serveProvider(request, response);
    signIn(provider, options.users(), { request, response, path }).catch((error: unknown) => {
      log(String(error));
      const words = choosePageWords(request.headers['accept-language']);
      sendPage(response, 400, renderProblemPage(words, words.over, words.again));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
}

async function signIn(
  provider: Provider,
  users: readonly DemoUser[],
  { request, response, path }: Exchange,
): Promise<void> {
  // Throws when the cookie of this sign-in is missing or another's: the form cannot be posted from elsewhere.
  const { params } = await provider.interactionDetails(request, response);
  const words = choosePageWords(String(params.ui_locales ?? ''), request.headers['accept-language']);
  if (request.method !== 'POST') return sendPage(response, 200, renderSignInPage(users, path, words));
  const chosen = new URLSearchParams(await readForm(request)).get('user');
  const user = users.find(({ name }) => name === chosen);
  if (!user) return sendPage(response, 400, renderSignInPage(users, path, words));
  await provider.interactionFinished(request, response, { login: { accountId: user.subject } });
}

async function readForm(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const chunk of request) {
    form += String(chunk);
    if (form.length > MAX_FORM_BYTES) throw new RangeError('the form is too large');
  }
  return form;
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  });
  response.end(html);
}
