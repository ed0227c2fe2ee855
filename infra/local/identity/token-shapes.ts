/**
 * The shapes that access tokens have at issuers people use, so that what depends on one shows in a local run. Subjects stay
 * those of the demo users. Sources: Cognito Developer Guide, "Understanding the access token"; Auth0, "Access Token Profiles"
 * and "Create Custom Claims"; Microsoft identity platform, "Access token claims reference" (version 2.0).
 */
import { createHash } from 'node:crypto';
import { addNameToTokens } from '../../../origin/core/token-names.ts';
import type { Context } from '../../config/context-keys.ts';
import { readJsonObject } from '../json-file.ts';
import { type DemoUser, toEmail } from './demo-user.ts';

/** RFC 9068 first: what a token is like unless told. */
export const TOKEN_SHAPES = ['rfc9068', 'cognito', 'auth0', 'entra'] as const;
export type TokenShape = (typeof TOKEN_SHAPES)[number];

/** The resource that tokens are for: their `aud`. An absolute URI, as RFC 8707 asks of a resource indicator. */
export const AUDIENCE = 'urn:edgeshot:api';
export const CLIENT_ID = 'edgeshot';
/** Auth0 drops custom claims without a namespace. */
const NAMESPACE = 'https://edgeshot.example';

export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

export type TokenUser = Pick<DemoUser, 'name' | 'fullName' | 'role' | 'email'>;

/** What a deployment is told of an issuer of that shape. */
export const SHAPE_SETTINGS: Readonly<Record<TokenShape, Context>> = {
  rfc9068: { audience: AUDIENCE, client_id: CLIENT_ID },
  cognito: { client_id: CLIENT_ID, roles_claim: 'cognito:groups', name_claim: 'name' },
  auth0: {
    audience: AUDIENCE,
    client_id: CLIENT_ID,
    roles_claim: `${NAMESPACE}/roles`,
    name_claim: `${NAMESPACE}/name`,
  },
  entra: { audience: AUDIENCE, client_id: CLIENT_ID },
};

/** Makes a token of RFC 9068 one of the shape. A header's `typ` that is undefined stands not in the token. */
export function toShape(shape: TokenShape, { header, payload }: TokenParts, user: TokenUser): TokenParts {
  if (shape === 'cognito') return { header: { ...header, typ: undefined }, payload: toCognitoClaims(payload, user) };
  if (shape === 'auth0') return { header: { ...header, typ: 'JWT' }, payload: toAuth0Claims(payload, user) };
  if (shape === 'entra') return { header: { ...header, typ: 'JWT' }, payload: toEntraClaims(payload, user) };
  return { header, payload: { ...payload, name: user.fullName, roles: [user.role] } };
}

/** Reads the shape that a run's tokens have. */
export function readTokenShape(path: string): TokenShape {
  const kept = readJsonObject(path)?.shape;
  return TOKEN_SHAPES.find((shape) => shape === kept) ?? 'rfc9068';
}

type Claims = TokenParts['payload'];

/** The username is the subject: the pool makes both up. The name comes from the pool's trigger, by the code that is deployed. */
function toCognitoClaims(claims: Claims, user: TokenUser): Claims {
  const { aud: _aud, ...kept } = claims;
  const userAttributes = { sub: String(claims.sub), email: toEmail(user), name: user.fullName };
  const { response } = addNameToTokens({ request: { userAttributes } });
  return {
    ...kept,
    'cognito:groups': [user.role],
    version: 2,
    token_use: 'access',
    auth_time: claims.iat,
    origin_jti: toUuid(`origin ${claims.sub}`),
    event_id: toUuid(`event ${claims.sub}`),
    username: claims.sub,
    ...response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride,
  };
}

function toAuth0Claims(claims: Claims, user: TokenUser): Claims {
  const { client_id, jti: _jti, ...kept } = claims;
  return {
    ...kept,
    aud: [claims.aud, `${claims.iss}/userinfo`],
    azp: client_id,
    gty: 'authorization_code',
    [`${NAMESPACE}/roles`]: [user.role],
    [`${NAMESPACE}/name`]: user.fullName,
  };
}

/** Scopes stand in `scp`, and the client in `azp`. */
function toEntraClaims(claims: Claims, user: TokenUser): Claims {
  const { client_id, jti: _jti, scope, ...kept } = claims;
  return {
    ...kept,
    nbf: claims.iat,
    aio: 'ATQAy/8UAAAA',
    azp: client_id,
    azpacr: '0',
    name: user.fullName,
    oid: toUuid(`object ${claims.sub}`),
    preferred_username: toEmail(user),
    rh: '0.AAAA',
    roles: [user.role],
    scp: scope ?? 'access_as_user',
    tid: toUuid('tenant'),
    uti: toUuid(`token ${claims.iat}`).slice(0, 22),
    ver: '2.0',
  };
}

function toUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
