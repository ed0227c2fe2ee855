/**
 * The configuration of the edge functions. Lambda@Edge has no environment variables, so it travels as one custom header
 * of the API's origin: non-secret JSON of at most 1,783 characters, the same artifact in every deployment and locally.
 */

/** Name of the origin custom header. (CloudFront forbids custom headers that begin with `X-Amz-` or `X-Edge-`.) */
export const CONFIG_HEADER = 'x-shot-config';
/** CloudFront's bound on the value of a custom header. */
export const MAX_CONFIG_LENGTH = 1783;

export type TokenAlgorithm = 'RS256' | 'ES256' | 'EdDSA' | 'HS256';

export interface EdgeConfig {
  readonly stage: string;
  /** Region of the bucket, the table and the secret's primary. */
  readonly region: string;
  /** Regions that hold a replica of the secret. */
  readonly secret_regions: readonly string[];
  /** Of the keys that verify tokens. */
  readonly secret_id: string;
  /** Of the key that signs images: not every function may read it. */
  readonly image_secret_id: string;
  /** Of the key that signs the tokens of links: only what opens them may read it. */
  readonly link_secret_id: string;
  readonly uploads_bucket: string;
  readonly table: string;
  /** The append-only one: takes formatAuditInsert and nothing else. */
  readonly audit_table: string;
  /** Which URL a ticket leads with: `/upload` of the page's own origin, the bucket's, or that of S3 Transfer Acceleration. */
  readonly upload_via: 'edge' | 's3' | 's3-accelerate';
  /** How photos are read: by one CloudFront signature a job, or by presigned S3 GETs. */
  readonly delivery: 'cloudfront' | 's3';
  /** Whether customers with an account may add photos to their own jobs. */
  readonly customer_uploads: boolean;
  /** GuardDuty says by a tag of each file what it found in it: whoever writes tags keeps that one. */
  readonly malware_scan?: true;
  readonly token: TokenConfig;
}

export interface TokenConfig {
  readonly issuer: string;
  /** Expected `aud`; null where the issuer puts none into access tokens (Cognito: see `client_id`). */
  readonly audience: string | null;
  /** Expected `client_id` together with `token_use: access` (Cognito). */
  readonly client_id: string | null;
  readonly algorithms: readonly TokenAlgorithm[];
  /** Whose answer decides which keys count; null where the secret does. Over TLS where the issuer is. */
  readonly jwks_uri: string | null;
  /** Oldest `iat` that is taken, seconds. */
  readonly max_age_seconds: number;
  /** Names of the claims that hold the roles and, optionally, the caller's jobs and name. */
  readonly roles_claim: string;
  readonly jobs_claim: string;
  readonly name_claim: string;
}

/** Content of the secret of the token keys, in Secrets Manager. */
export interface TokenSecret {
  /** Public keys of the issuer (RFC 7517). */
  readonly jwks: {
    readonly keys: readonly Readonly<Record<string, unknown>>[];
  };
  /** Only where HS256 is configured: base64url, at least 32 bytes each; the first signs, all verify. */
  readonly hmac_secrets?: readonly string[];
  /** The `kid` of stolen keys: they count no more, whoever publishes them. */
  readonly revoked_kids?: readonly string[];
  /** The public halves of the keys that sign the tokens of links, the newest first. */
  readonly link_keys?: readonly Readonly<Record<string, unknown>>[];
}

/** An Ed25519 key as a JWK (RFC 8037), private. */
export interface LinkKey {
  readonly kid: string;
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

/** Content of the secret of the link key, in Secrets Manager. */
export interface LinkSecret {
  readonly link_key: LinkKey;
}

/** Content of the secret of the image key, in Secrets Manager. */
export interface ImageSecret {
  /** The key pair whose public half is in the distribution's key group. PKCS #8 PEM, RSA 2048. */
  readonly cloudfront: {
    readonly key_pair_id: string;
    readonly private_key: string;
  };
}

const ALGORITHMS: readonly TokenAlgorithm[] = ['RS256', 'ES256', 'EdDSA', 'HS256'];

/**
 * Reads the value of the configuration's header.
 * @throws {TypeError} when a member is wrong, which it names: the deployment is broken, not a request
 */
export function parseEdgeConfig(text: string): EdgeConfig {
  const config = toFields(JSON.parse(text), 'The configuration');
  return {
    stage: readText(config, 'stage'),
    region: readText(config, 'region'),
    secret_regions: readTexts(config, 'secret_regions'),
    secret_id: readText(config, 'secret_id'),
    image_secret_id: readText(config, 'image_secret_id'),
    link_secret_id: readText(config, 'link_secret_id'),
    uploads_bucket: readText(config, 'uploads_bucket'),
    table: readText(config, 'table'),
    audit_table: readText(config, 'audit_table'),
    upload_via: readChoice(config, 'upload_via', ['edge', 's3', 's3-accelerate']),
    delivery: readChoice(config, 'delivery', ['cloudfront', 's3']),
    customer_uploads: readFlag(config, 'customer_uploads'),
    ...(config.malware_scan === true ? { malware_scan: true } : {}),
    token: parseTokenConfig(toFields(config.token, 'token')),
  };
}

function parseTokenConfig(token: Fields): TokenConfig {
  const config = {
    issuer: readText(token, 'issuer'),
    audience: readTextOrNull(token, 'audience'),
    client_id: readTextOrNull(token, 'client_id'),
    algorithms: readTexts(token, 'algorithms').map((name) =>
      readChoice({ algorithms: name }, 'algorithms', ALGORITHMS),
    ),
    jwks_uri: readTextOrNull(token, 'jwks_uri'),
    max_age_seconds: readSeconds(token, 'max_age_seconds'),
    roles_claim: readText(token, 'roles_claim'),
    jobs_claim: readText(token, 'jobs_claim'),
    name_claim: readText(token, 'name_claim'),
  };
  // Without either, any token of the issuer would be accepted, for whichever service it was made.
  if (config.audience === null && config.client_id === null) throw wrong('audience or client_id');
  if (config.algorithms.length === 0) throw wrong('algorithms');
  if (config.jwks_uri !== null && !isTrustworthy(config.jwks_uri, config.issuer)) throw wrong('jwks_uri');
  return config;
}

type Fields = Readonly<Record<string, unknown>>;

function toFields(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null) throw wrong(name);
  return { ...value };
}

function readText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw wrong(name);
  return value;
}

function readTextOrNull(fields: Fields, name: string): string | null {
  return fields[name] === null || fields[name] === undefined ? null : readText(fields, name);
}

function readTexts(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw wrong(name);
  return value;
}

function readFlag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw wrong(name);
  return value;
}

function readChoice<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === fields[name]);
  if (choice === undefined) throw wrong(name);
  return choice;
}

function readSeconds(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) throw wrong(name);
  return value;
}

/** The keys that verify every token are fetched over TLS, or, of an issuer on this machine, from this machine. */
function isTrustworthy(uri: string, issuer: string): boolean {
  return URL.parse(uri)?.protocol === 'https:' || (isOfThisMachine(uri) && isOfThisMachine(issuer));
}

function isOfThisMachine(uri: string): boolean {
  const url = URL.parse(uri);
  return url?.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function wrong(name: string): TypeError {
  return new TypeError(`${CONFIG_HEADER}: ${name} is missing or wrong.`);
}
