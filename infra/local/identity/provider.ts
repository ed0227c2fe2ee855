/**
 * The issuer of a local run: oidc-provider with one public client, the dashboard (code flow with PKCE, rotating refresh
 * tokens), and JWT access tokens as a real issuer would give them (RFC 9068, or the shape of a product: token-shapes.ts).
 */
import type { JWK } from 'jose';
import Provider, {
  type AccessToken,
  type ClientCredentials,
  type ClientMetadata,
  type Configuration,
  errors,
  type JWTStructured,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { ACCESS_TOKEN_SECONDS } from './access-token.ts';
import { type DemoUser, toEmail } from './demo-user.ts';
import { choosePageWords, type PageWords } from './page-words.ts';
import { renderProblemPage, renderSignedOutPage, renderSignOutPage } from './pages.ts';
import type { SessionStore } from './session-store.ts';
import { AUDIENCE, CLIENT_ID, type TokenShape, toShape } from './token-shapes.ts';

export interface ProviderOptions {
  readonly issuer: string;
  /** Where the dashboard is served: the only origin that may redirect here and read responses. */
  readonly dashboard: string;
  /** As they are now. */
  readonly users: () => readonly DemoUser[];
  /** RS256, private. */
  readonly signingKey: JWK;
  readonly cookieKey: string;
  readonly sessions: SessionStore;
  /** Of access tokens; RFC 9068 unless told. */
  readonly shape?: TokenShape;
}

const SCOPES = 'openid profile email offline_access';
const TWO_WEEKS_SECONDS = 14 * 86_400;
const TTL_SECONDS = {
  AccessToken: ACCESS_TOKEN_SECONDS,
  AuthorizationCode: 60,
  IdToken: ACCESS_TOKEN_SECONDS,
  Interaction: 3600,
  Session: TWO_WEEKS_SECONDS,
  Grant: TWO_WEEKS_SECONDS,
  RefreshToken: TWO_WEEKS_SECONDS,
};

export function createProvider(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, toConfiguration(options));
  // The loopback has no TLS; without this the cookies of a sign-in would be held back.
  provider.proxy = false;
  return provider;
}

function toConfiguration(options: ProviderOptions): Configuration {
  const { dashboard, users, signingKey, cookieKey, sessions } = options;
  return {
    adapter: (kind) => sessions.adapter(kind),
    jwks: { keys: [signingKey] },
    cookies: {
      keys: [cookieKey],
      names: { session: '_shot_session', interaction: '_shot_sign_in', resume: '_shot_resume' },
    },
    clients: [toClient(dashboard)],
    clientBasedCORS: (_context, origin) => origin === dashboard,
    scopes: SCOPES.split(' '),
    claims: { openid: ['sub'], profile: ['name', 'roles'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_context, subject) => toAccount(users().find((user) => user.subject === subject)),
    formats: { customizers: { jwt: createCustomizer(options) } },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    loadExistingGrant: grantAll,
    rotateRefreshToken: true,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    renderError: (context, { error, error_description: detail }) => {
      context.type = 'html';
      const words = toWords(context);
      context.body = renderProblemPage(words, words.failed, detail ?? error);
    },
    features: toFeatures(),
    ttl: TTL_SECONDS,
  };
}

/** Cognito's tokens have no audience, which the library does not allow: one that does not survive being written passes. */
const UNWRITTEN_AUDIENCE = { toJSON: () => undefined } as unknown as string;

function createCustomizer({ users, shape = 'rfc9068' }: ProviderOptions) {
  return (_context: KoaContextWithOIDC, token: AccessToken | ClientCredentials, jwt: JWTStructured): void => {
    const subject = 'accountId' in token ? token.accountId : undefined;
    const user = users().find((each) => each.subject === subject);
    if (!user) return;
    const { header, payload } = toShape(shape, { header: { typ: 'at+jwt' }, payload: jwt.payload }, user);
    jwt.header = { ...header };
    jwt.payload = { ...payload, aud: (payload.aud as string | undefined) ?? UNWRITTEN_AUDIENCE };
  };
}

function toClient(dashboard: string): ClientMetadata {
  return {
    client_id: CLIENT_ID,
    client_name: 'Edgeshot',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${dashboard}/`, `${dashboard}/signed-in`],
    post_logout_redirect_uris: [`${dashboard}/`],
  };
}

function toWords(context: KoaContextWithOIDC): PageWords {
  return choosePageWords(String(context.oidc?.params?.ui_locales ?? ''), context.get('accept-language'));
}

function toFeatures(): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    // The dashboard is the only client, and a public one: what it shows is its own.
    revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.body = renderSignOutPage(form, toWords(context));
      },
      postLogoutSuccessSource: (context) => {
        context.body = renderSignedOutPage(toWords(context));
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => {
        if (resource !== AUDIENCE) throw new errors.InvalidTarget();
        return {
          scope: SCOPES,
          audience: AUDIENCE,
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        };
      },
    },
  };
}

/** The dashboard is the run's own client: nobody is asked to consent to it. */
async function grantAll({ oidc }: KoaContextWithOIDC) {
  const { client, session } = oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const existing = known && (await oidc.provider.Grant.find(known));
  if (existing) return existing;
  const grant = new oidc.provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPES);
  grant.addResourceScope(AUDIENCE, SCOPES);
  await grant.save();
  return grant;
}

function toAccount(user: DemoUser | undefined) {
  if (!user) return undefined;
  const claims = {
    sub: user.subject,
    name: user.fullName,
    roles: [user.role],
    email: toEmail(user),
    email_verified: true,
  };
  return { accountId: user.subject, claims: () => claims };
}
