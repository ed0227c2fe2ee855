/**
 * The configuration of the edge functions. Lambda@Edge has no environment variables, so it travels as one custom header
 * of the API's origin: non-secret JSON of at most 1,783 characters, the same artifact in every stage and locally.
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
  readonly secret_id: string;
  readonly uploads_bucket: string;
  readonly table: string;
  /** The append-only one: takes formatAuditInsert and nothing else. */
  readonly audit_table: string;
  /** Which URL a ticket leads with: `/upload` of the page's own origin, or the bucket's. */
  readonly upload_via: 'edge' | 's3';
  /** How photos are read: by one CloudFront signature a job, or by presigned S3 GETs. */
  readonly delivery: 'cloudfront' | 's3';
  readonly token: TokenConfig;
}

export interface TokenConfig {
  readonly issuer: string;
  /** Expected `aud`; null where the issuer puts none into access tokens (Cognito: see `client_id`). */
  readonly audience: string | null;
  /** Expected `client_id` together with `token_use: access` (Cognito). */
  readonly client_id: string | null;
  readonly algorithms: readonly TokenAlgorithm[];
  /** Where an unknown `kid` is looked up; null where the secret alone decides. */
  readonly jwks_uri: string | null;
  /** Oldest `iat` that is taken, seconds. */
  readonly max_age_seconds: number;
  /** Names of the claims that hold the roles and, optionally, the caller's jobs and name. */
  readonly roles_claim: string;
  readonly jobs_claim: string;
  readonly name_claim: string;
}

/** Content of the one Secrets Manager secret. */
export interface EdgeSecret {
  /** Public keys of the issuer (RFC 7517). */
  readonly jwks: {
    readonly keys: readonly Readonly<Record<string, unknown>>[];
  };
  /** Only where HS256 is configured: base64url, at least 32 bytes each; the first signs, all verify. */
  readonly hmac_secrets?: readonly string[];
  /** The key pair whose public half is in the distribution's key group. PKCS #8 PEM, RSA 2048. */
  readonly cloudfront: {
    readonly key_pair_id: string;
    readonly private_key: string;
  };
}
