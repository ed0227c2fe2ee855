/**
 * OpenID Connect by oauth4webapi: code flow with PKCE (RFC 7636), refresh and revocation. Imported only when somebody
 * signs in or a token is refreshed, so that it weighs nothing before the first capture.
 */
import * as oauth from 'oauth4webapi';
import { AppError } from '../../edge/app-error.ts';
import { abortAfter } from '../api/abort-after.ts';
import { parseRetryAfter } from '../api/retry-after.ts';
import type { SiteConfig, User } from '../phone.ts';
import { judgeIssuerResponse } from './judge-issuer-response.ts';
import type { PendingSignIn } from './pending-sign-ins.ts';
import { readClaims, toUser } from './read-claims.ts';
import type { StoredSession } from './stored-session.ts';

/** What must be remembered until the issuer's response comes. */
export type SignInSecrets = Omit<PendingSignIn, 'returnTo'>;

/** `later`: nothing was decided; `retryAfterSeconds` as the issuer asked. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly session: StoredSession }
  | { readonly kind: 'ended' }
  | { readonly kind: 'later'; readonly retryAfterSeconds: number | null };

/** Short: issuers that rotate refresh tokens take the old one again for some 60 s, if at all. */
const RESPONSE_TIMEOUT_MS = 30_000;
const DEFAULT_SCOPES = 'openid profile offline_access';
const DEFAULT_LIFE_SECONDS = 3600;

/**
 * @param again the last user signed out here: the issuer must ask who it is, and not go by its own cookie.
 * @throws {AppError} when the issuer cannot be reached, or has no authorization endpoint: `unavailable`
 */
export async function beginSignIn(
  config: SiteConfig,
  redirectUri: string,
  again: boolean,
): Promise<{ readonly url: string; readonly pending: SignInSecrets }> {
  const { authorization_endpoint } = await discover(config);
  if (!authorization_endpoint) throw new AppError('unavailable');
  const pending = {
    state: oauth.generateRandomState(),
    verifier: oauth.generateRandomCodeVerifier(),
    nonce: oauth.generateRandomNonce(),
  };
  const url = new URL(authorization_endpoint);
  const parameters = {
    client_id: config.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: config.scopes ?? DEFAULT_SCOPES,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...askLanguage(document.documentElement.lang),
    ...(config.resource ? { resource: config.resource } : {}),
    ...(again ? { prompt: 'login' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, pending };
}

/** As OpenID Connect has it, and as the login pages of Amazon Cognito have it. */
function askLanguage(language: string): Readonly<Record<string, string>> {
  return language ? { ui_locales: language, lang: language } : {};
}

/**
 * @throws {AppError} when the response was not asked for or is refused (`token-invalid`), or without network (`unavailable`)
 */
export async function finishSignIn(
  config: SiteConfig,
  location: URL,
  { redirectUri, pending }: { readonly redirectUri: string; readonly pending: SignInSecrets },
): Promise<StoredSession> {
  return mapErrors(async () => {
    const issuer = await discover(config);
    const client = { client_id: config.client_id };
    const parameters = oauth.validateAuthResponse(issuer, client, location, pending.state);
    const response = await oauth.authorizationCodeGrantRequest(
      issuer,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      pending.verifier,
      toTokenOptions(config),
    );
    const skewed = { ...client, [oauth.clockSkew]: await readSkewSeconds(response) };
    const options = { expectedNonce: pending.nonce };
    return toStoredSession(
      await oauth.processAuthorizationCodeResponse(issuer, skewed, response, options),
      config,
      null,
    );
  });
}

/**
 * Asks for new tokens of `user`.
 * @throws {AppError} when no response came, or the issuer could not even be discovered: `unavailable`
 */
export async function refreshTokens(config: SiteConfig, refreshToken: string, user: User): Promise<Renewal> {
  return mapErrors(async () => {
    const issuer = await discover(config);
    const client = { client_id: config.client_id };
    const options = toTokenOptions(config);
    const response = await oauth.refreshTokenGrantRequest(issuer, client, oauth.None(), refreshToken, options);
    const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'));
    const verdict = judgeIssuerResponse({ status: response.status, body: await response.clone().text() });
    if (verdict === 'ended') return { kind: 'ended' };
    const tokens = verdict === 'tokens' && (await readTokens(issuer, client, response));
    const session = tokens && toStoredSession(tokens, config, user);
    if (!session || session.user.subject !== user.subject) return { kind: 'later', retryAfterSeconds };
    return { kind: 'renewed', session: { ...session, refreshToken: session.refreshToken ?? refreshToken } };
  });
}

/** Null for tokens that are not as OpenID Connect wants them: something else answered in the issuer's place. */
async function readTokens(
  issuer: oauth.AuthorizationServer,
  client: oauth.Client,
  response: Response,
): Promise<oauth.TokenEndpointResponse | null> {
  const skewed = { ...client, [oauth.clockSkew]: await readSkewSeconds(response) };
  return oauth.processRefreshTokenResponse(issuer, skewed, response).catch(() => null);
}

/** Tells the issuer, if it can be told, that the refresh token ends. */
export async function revoke(config: SiteConfig, refreshToken: string): Promise<void> {
  const issuer = await discover(config);
  if (!issuer.revocation_endpoint) return;
  const client = { client_id: config.client_id };
  await oauth.revocationRequest(issuer, client, oauth.None(), refreshToken, toRequestOptions(config));
}

/** Whatever stands in the issuer's place says nothing about a token. */
async function discover(config: SiteConfig): Promise<oauth.AuthorizationServer> {
  try {
    const issuer = new URL(config.issuer);
    const options = { ...toRequestOptions(config), [oauth.customFetch]: fetchPastCache };
    const response = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options });
    return await oauth.processDiscoveryResponse(issuer, response);
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

/** Chromium lets a request wait for 20 s while another tab, which may be asleep, fetches the same into its cache. */
function fetchPastCache(
  url: string,
  { body: _, ...init }: oauth.CustomFetchOptions<'GET', undefined>,
): Promise<Response> {
  return fetch(url, { ...init, cache: 'no-store' });
}

function toTokenOptions(config: SiteConfig) {
  const { resource } = config;
  return { ...toRequestOptions(config), ...(resource ? { additionalParameters: { resource } } : {}) };
}

/** Plain HTTP is for an issuer on this very machine only. */
function toRequestOptions({ issuer }: SiteConfig) {
  const { protocol, hostname } = new URL(issuer);
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return { [oauth.allowInsecureRequests]: protocol === 'http:' && isLoopback, signal: abortAfter(RESPONSE_TIMEOUT_MS) };
}

/** A phone's clock may be a day wrong. The token comes fresh from the issuer's own mouth: its time of issue is now. */
async function readSkewSeconds(response: Response): Promise<number> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const idToken = typeof body === 'object' && body && 'id_token' in body ? body.id_token : null;
  const { iat } = readClaims(typeof idToken === 'string' ? idToken : '');
  return typeof iat === 'number' ? Math.round(iat - Date.now() / 1000) : 0;
}

function toStoredSession(response: oauth.TokenEndpointResponse, config: SiteConfig, last: User | null): StoredSession {
  const claims = { ...readClaims(response.id_token ?? ''), ...readClaims(response.access_token) };
  const user = toUser(claims, config) ?? last;
  if (!user) throw new AppError('token-invalid');
  return {
    user,
    accessToken: response.access_token,
    goodUntilMs: Date.now() + (response.expires_in ?? DEFAULT_LIFE_SECONDS) * 1000,
    refreshToken: response.refresh_token ?? null,
  };
}

async function mapErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (cause instanceof oauth.ResponseBodyError) {
      throw new AppError(cause.error === 'invalid_grant' ? 'token-expired' : 'token-invalid', { cause });
    }
    // Only a protocol that was not kept is final; a cut connection, a proxy's page or a 5xx is worth another try.
    const isFinal = cause instanceof oauth.AuthorizationResponseError || isMismatch(cause);
    throw new AppError(isFinal ? 'token-invalid' : 'unavailable', { cause });
  }
}

function isMismatch(error: unknown): boolean {
  return error instanceof oauth.OperationProcessingError && error.code !== oauth.RESPONSE_IS_NOT_CONFORM;
}
