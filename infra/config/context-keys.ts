/** The settings that a deployment takes by CDK context, and how one is read. */
import { DEPLOYMENT_NAMES } from './deployments.ts';

/** What each setting must be; the help shows it, and a wrong setting is told so. `docs/deploy.md` has the operator's part. */
export const CONTEXT_KEYS = {
  stage: `one of ${DEPLOYMENT_NAMES.join(', ')}; dev if absent`,
  issuer: '`cognito`, or the URL of an OpenID Connect issuer',
  audience: 'the `aud` that a token has to carry',
  client_id: "the id of the dashboard's public client at the issuer",
  jwks_uri: "the URL of the issuer's public keys",
  authorize_origin: "the origin of the issuer's endpoints where it is not the issuer's own",
  algorithms: 'the signature algorithms taken (RS256, ES256, EdDSA, HS256)',
  max_token_age_seconds: 'the age of the oldest `iat` taken, 60 to 604800 seconds',
  roles_claim: 'the name of the claim that holds the roles',
  jobs_claim: 'the name of the claim that holds the job ids',
  name_claim: 'the name of the claim that holds the name',
  scopes: 'the scopes that the dashboard asks for',
  domain_names: "the dashboard's own domain names",
  certificate_arn: 'the ARN of an ACM certificate in us-east-1, which has the domain names',
  hosted_zone_id: 'the id of the Route 53 zone of the domain names: certificate and records come with the stack',
  hosted_zone_name: 'the name of that zone',
  site_origin: "the dashboard's origin where it has no domain name of its own",
  upload_via: '`edge` or `s3`',
  transfer_acceleration: '`true` or `false`: with upload_via=s3, photos enter AWS at the edge nearest to whoever sends',
  delivery: '`cloudfront` or `s3`',
  customer_uploads: '`true` or `false`: whether customers with an account may add photos to their jobs',
  company_name: 'what customers know the company by, 1 to 60 characters',
  secret_regions: 'the regions beside us-east-1 that hold a replica of the secret',
  signing_keys: 'the names of at most 5 trusted key pairs, the newest last',
  price_class: '`100`, `200` or `all`',
  alarm_email: 'an e-mail address, to which alarms are sent',
  monthly_budget: 'USD a month, 1 to 1000000: near it, alarm_email gets a mail',
  cloudwatch_dashboard: '`true` or `false`',
  log_retention_days: '7, 30, 90 or 365',
  pipeline_concurrency: 'how many photos are developed at once, 2 to 1000',
  pipeline_reserve: '`none`, or how many Lambda executions are kept for that, at least pipeline_concurrency',
  reconcile_every: '`off`, or how often bucket and records are compared: 15m, 6h, 1d',
  retain_closed_jobs_days:
    '`off`, or after how many days the photos of closed and cancelled jobs go for good, 1 to 3650',
  object_lock_days:
    '`off`, or for how many days nobody may remove a version of an upload, 1 to 3650; before the first deployment',
  replica_bucket_arn: 'the ARN of a versioned bucket in another region, which gets a copy of every upload',
  encryption: '`s3` or `kms`: under whose keys the uploads are encrypted',
  deletion_protection: '`true` or `false`; false for the first deployment',
  mfa: "`optional` or `required`: a second factor, in the stack's user pool",
  countries: 'the codes of the only countries that are served (US, MX)',
  waf: '`true` or `false`: AWS WAF before the distribution',
  malware_scan: '`true` or `false`: GuardDuty scans each upload, and no file is shown before',
  access_logs: '`true` or `false`',
  time_zone: 'the time zone in which the company works, by IANA’s name: America/Los_Angeles',
  payments: '`off`, or the mode of Stripe in which customers pay: `test` or `live`',
} as const;

export type ContextKey = keyof typeof CONTEXT_KEYS;
export type Context = Readonly<Record<string, unknown>>;

/** A setting that cannot be used: its text names the context key and says what would be right. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}

/**
 * The setting as a text; undefined where it is not given.
 * @throws {DeploymentError} when it does not match the pattern.
 */
export function readContext(context: Context, key: ContextKey, pattern = /\S/): string | undefined {
  const value = context[key];
  if (value === undefined) return undefined;
  if (
    (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') ||
    !pattern.test(String(value))
  ) {
    throw new DeploymentError(`-c ${key}: must be ${CONTEXT_KEYS[key]}.`);
  }
  return String(value);
}
