/** Reads the deployment and its overrides from CDK context: `-c stage=prod -c price_class=all`. Lists are comma-separated. */
import type { TokenAlgorithm } from '../../edge/config.ts';
import { CONTEXT_KEYS, type Context, type ContextKey, DeploymentError, readContext as text } from './context-keys.ts';
import {
  DEPLOYMENT_NAMES,
  DEPLOYMENTS,
  type DeploymentConfig,
  type DeploymentName,
  ISSUER_TOKEN,
  type IssuerIdentity,
  type SiteDomain,
  type TokenSettings,
} from './deployments.ts';
import { parseKept } from './parse-kept.ts';
import { parsePipeline, parseReconcile } from './parse-pipeline.ts';

/**
 * Reads the deployment that `context` names. Keys with a `:` or `/` are CDK's own.
 * @throws {DeploymentError} when a setting is unknown or cannot be used.
 */
export function parseDeployment(context: Context): DeploymentConfig {
  const unknown = Object.keys(context).find((key) => !/[:/]/.test(key) && !Object.hasOwn(CONTEXT_KEYS, key));
  if (unknown !== undefined) {
    throw new DeploymentError(`-c ${unknown}: no such setting. Known: ${Object.keys(CONTEXT_KEYS).join(', ')}.`);
  }
  const base = DEPLOYMENTS[oneOf(context, 'stage', DEPLOYMENT_NAMES) ?? 'dev'];
  const identity = parseIdentity(context, base);
  return {
    deployment: base.deployment,
    identity,
    token: parseToken(context, identity.kind === base.identity.kind ? base.token : ISSUER_TOKEN),
    domain: parseDomain(context) ?? base.domain,
    siteOrigin: origin(context, 'site_origin', base.deployment) ?? base.siteOrigin,
    ...parseUploads(context, base),
    delivery: oneOf(context, 'delivery', ['cloudfront', 's3']) ?? base.delivery,
    ...parseCustomers(context, base),
    secretRegions: parseRegions(context) ?? base.secretRegions,
    signingKeys: list(context, 'signing_keys', /^[A-Za-z0-9]{1,16}$/, { most: 5 }) ?? base.signingKeys,
    priceClass: oneOf(context, 'price_class', ['100', '200', 'all']) ?? base.priceClass,
    alarmEmail: text(context, 'alarm_email', /^[^\s@]+@[^\s@]+$/) ?? base.alarmEmail,
    monthlyBudget: parseBudget(context) ?? base.monthlyBudget,
    cloudwatchDashboard: flag(context, 'cloudwatch_dashboard') ?? base.cloudwatchDashboard,
    logRetentionDays: parseRetention(context) ?? base.logRetentionDays,
    pipeline: parsePipeline(context, base.pipeline),
    reconcileEveryMinutes: parseReconcile(context, base.reconcileEveryMinutes),
    ...parseKept(context, base),
    deletionProtection: flag(context, 'deletion_protection') ?? base.deletionProtection,
    mfa: oneOf(context, 'mfa', ['optional', 'required']) ?? base.mfa,
    countries: list(context, 'countries', /^[A-Z]{2}$/, { fewest: 0, most: 250 }) ?? base.countries,
    waf: flag(context, 'waf') ?? base.waf,
    malwareScan: parseScan(context, base.malwareScan),
    accessLogs: flag(context, 'access_logs') ?? base.accessLogs,
    timeZone: parseTimeZone(context) ?? base.timeZone,
    payments: parsePayments(context, base),
  };
}

function parseUploads(
  context: Context,
  base: DeploymentConfig,
): Pick<DeploymentConfig, 'uploadVia' | 'transferAcceleration'> {
  const uploadVia = oneOf(context, 'upload_via', ['edge', 's3']) ?? base.uploadVia;
  const transferAcceleration = flag(context, 'transfer_acceleration') ?? base.transferAcceleration;
  if (transferAcceleration && uploadVia !== 's3') {
    throw new DeploymentError('-c transfer_acceleration: goes with upload_via=s3: CloudFront is an edge already.');
  }
  return { uploadVia, transferAcceleration };
}

function parseCustomers(
  context: Context,
  base: DeploymentConfig,
): Pick<DeploymentConfig, 'companyName' | 'customerUploads'> {
  return {
    companyName: text(context, 'company_name', /^.{1,60}$/u) ?? base.companyName,
    customerUploads: flag(context, 'customer_uploads') ?? base.customerUploads,
  };
}

function parseIdentity(context: Context, base: DeploymentConfig): DeploymentConfig['identity'] {
  const issuer = text(context, 'issuer', /^(cognito|https?:\/\/\S+)$/);
  if (issuer === 'cognito') {
    if (base.deployment === 'local') {
      throw new DeploymentError('-c issuer: the local run has no Cognito, give the URL of an issuer.');
    }
    return { kind: 'cognito' };
  }
  const known: Partial<IssuerIdentity> = base.identity.kind === 'issuer' ? base.identity : {};
  if (issuer === undefined && base.identity.kind === 'cognito') return refuseIssuerSettings(context);
  const url = issuer ?? known.issuer ?? '';
  if (base.deployment !== 'local' && !url.startsWith('https:')) {
    throw new DeploymentError('-c issuer: must begin with https: in a deployment.');
  }
  const clientId = text(context, 'client_id') ?? known.clientId;
  if (!clientId) throw new DeploymentError("-c client_id: needed with -c issuer, the dashboard's public client there.");
  const jwksUri =
    text(context, 'jwks_uri', /^https?:\/\/\S+$/) ?? (issuer === undefined ? known.jwksUri : null) ?? null;
  if (base.deployment !== 'local' && jwksUri !== null && !jwksUri.startsWith('https:')) {
    throw new DeploymentError('-c jwks_uri: must begin with https: in a deployment.');
  }
  return {
    kind: 'issuer',
    issuer: url,
    audience: text(context, 'audience') ?? (issuer === undefined ? known.audience : null) ?? null,
    clientId,
    jwksUri,
    authorizeOrigin: origin(context, 'authorize_origin', base.deployment) ?? null,
  };
}

function refuseIssuerSettings(context: Context): DeploymentConfig['identity'] {
  const keys: readonly ContextKey[] = ['audience', 'client_id', 'jwks_uri', 'authorize_origin'];
  const stray = keys.find((key) => context[key] !== undefined);
  if (stray) {
    throw new DeploymentError(`-c ${stray}: goes with -c issuer=https://…; the user pool in the stack sets its own.`);
  }
  return { kind: 'cognito' };
}

function parseToken(context: Context, base: TokenSettings): TokenSettings {
  const age = text(context, 'max_token_age_seconds', /^\d{2,6}$/);
  if (age !== undefined && (Number(age) < 60 || Number(age) > 604_800)) {
    throw new DeploymentError(`-c max_token_age_seconds: must be ${CONTEXT_KEYS.max_token_age_seconds}.`);
  }
  return {
    algorithms: parseAlgorithms(context) ?? base.algorithms,
    maxAgeSeconds: age === undefined ? base.maxAgeSeconds : Number(age),
    rolesClaim: text(context, 'roles_claim') ?? base.rolesClaim,
    jobsClaim: text(context, 'jobs_claim') ?? base.jobsClaim,
    nameClaim: text(context, 'name_claim') ?? base.nameClaim,
    scopes: list(context, 'scopes', /^[\x21\x23-\x5b\x5d-\x7e]+$/) ?? base.scopes,
  };
}

function parseAlgorithms(context: Context): readonly TokenAlgorithm[] | undefined {
  const known = ['RS256', 'ES256', 'EdDSA', 'HS256'] as const;
  return list(context, 'algorithms', /^(RS256|ES256|EdDSA|HS256)$/)?.flatMap((name) =>
    known.filter((algorithm) => algorithm === name),
  );
}

function parseDomain(context: Context): SiteDomain | undefined {
  const names = list(context, 'domain_names', /^[a-z0-9.-]+\.[a-z]+$/);
  const certificateArn = text(context, 'certificate_arn', /^arn:aws:acm:us-east-1:\d{12}:certificate\/\S+$/) ?? null;
  const id = text(context, 'hosted_zone_id', /^Z[A-Z0-9]{1,31}$/);
  const name = text(context, 'hosted_zone_name', /^[a-z0-9.-]+\.[a-z]+$/);
  if (!id !== !name) throw new DeploymentError('-c hosted_zone_id and -c hosted_zone_name: give both or none.');
  const zone = id && name ? { id, name } : null;
  if (!names && !certificateArn && !zone) return undefined;
  if (!names || (!certificateArn && !zone)) {
    throw new DeploymentError('-c domain_names: goes with -c certificate_arn, or with -c hosted_zone_id and its name.');
  }
  const isOutside = names.some((each) => zone && !`.${each}`.endsWith(`.${zone.name}`));
  if (isOutside) throw new DeploymentError('-c hosted_zone_name: must be the zone of all the domain names.');
  return { names, certificateArn, zone };
}

function parseRegions(context: Context): readonly string[] | undefined {
  const regions = list(context, 'secret_regions', /^[a-z]{2}(-[a-z]+)+-\d$/, { fewest: 0 });
  if (regions?.includes('us-east-1')) {
    throw new DeploymentError('-c secret_regions: us-east-1 holds the secret anyway.');
  }
  return regions;
}

function parseBudget(context: Context): number | undefined {
  const usd = text(context, 'monthly_budget', /^([1-9]\d{0,5}|1000000)$/);
  if (usd === undefined) return undefined;
  if (context.alarm_email === undefined) throw new DeploymentError('-c monthly_budget: goes with -c alarm_email.');
  return Number(usd);
}

function parseTimeZone(context: Context): string | undefined {
  const zone = text(context, 'time_zone', /^(UTC|[A-Z]\w+(\/[\w+-]+){1,2})$/);
  try {
    return zone && new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone && zone;
  } catch {
    throw new DeploymentError(`-c time_zone: must be ${CONTEXT_KEYS.time_zone}.`);
  }
}

function parsePayments(context: Context, base: DeploymentConfig): DeploymentConfig['payments'] {
  const mode = oneOf(context, 'payments', ['off', 'test', 'live']);
  if (base.deployment === 'local' && mode === 'live') {
    throw new DeploymentError('-c payments: the local run takes nobody’s money: off or test.');
  }
  return mode === undefined ? base.payments : mode === 'off' ? null : mode;
}

function parseScan(context: Context, base: boolean): boolean {
  const isOn = flag(context, 'malware_scan') ?? base;
  if (isOn && context.delivery === 's3') {
    throw new DeploymentError('-c malware_scan: not with delivery=s3: the gate stands before CloudFront.');
  }
  return isOn;
}

function parseRetention(context: Context): DeploymentConfig['logRetentionDays'] | undefined {
  const days = oneOf(context, 'log_retention_days', ['7', '30', '90', '365']);
  return ([7, 30, 90, 365] as const).find((each) => String(each) === days);
}

function list(
  context: Context,
  key: ContextKey,
  pattern: RegExp,
  { fewest = 1, most = 50 } = {},
): readonly string[] | undefined {
  const joined = text(context, key, /^/);
  if (joined === undefined) return undefined;
  const items = joined
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const isRight = items.every((item) => pattern.test(item)) && new Set(items).size === items.length;
  if (!isRight || items.length < fewest || items.length > most) {
    throw new DeploymentError(`-c ${key}: must be ${CONTEXT_KEYS[key]}, separated by commas.`);
  }
  return items;
}

function oneOf<const T extends string>(context: Context, key: ContextKey, values: readonly T[]): T | undefined {
  const value = text(context, key);
  if (value === undefined) return undefined;
  const found = values.find((each) => each === value);
  if (!found) throw new DeploymentError(`-c ${key}: must be ${CONTEXT_KEYS[key]}.`);
  return found;
}

function flag(context: Context, key: ContextKey): boolean | undefined {
  const value = oneOf(context, key, ['true', 'false']);
  return value === undefined ? undefined : value === 'true';
}

function origin(context: Context, key: ContextKey, deployment: DeploymentName): string | undefined {
  const value = text(context, key);
  if (value === undefined) return undefined;
  const isOrigin = URL.canParse(value) && new URL(value).origin === value;
  if (!isOrigin || (deployment !== 'local' && !value.startsWith('https:'))) {
    throw new DeploymentError(`-c ${key}: must be ${CONTEXT_KEYS[key]}, like https://photos.example.com (no path).`);
  }
  return value;
}
