/**
 * The deployments and what differs between them. Everything else of the stack is the same in each. A deployment may override
 * any of it by CDK context (`-c issuer=…`, see parse-deployment.ts), so that a fork need not edit this file.
 */
import type { EdgeConfig, TokenAlgorithm } from '../../edge/config.ts';

/** Lambda@Edge functions and the certificates of a distribution can stand nowhere else. */
export const REGION = 'us-east-1';

export const DEPLOYMENT_NAMES = ['dev', 'prod', 'local'] as const;
export type DeploymentName = (typeof DEPLOYMENT_NAMES)[number];

export interface DeploymentConfig {
  readonly deployment: DeploymentName;
  readonly identity: CognitoIdentity | IssuerIdentity;
  readonly token: TokenSettings;
  /** The dashboard's own names and their certificate (ACM, us-east-1); null: CloudFront's name. */
  readonly domain: SiteDomain | null;
  /** Origin of the dashboard where `domain` is null: known only after the first deployment; null: a stack parameter. */
  readonly siteOrigin: string | null;
  readonly uploadVia: 'edge' | 's3';
  /** Whether what is sent straight to the bucket enters AWS's network at an edge: S3 Transfer Acceleration. */
  readonly transferAcceleration: boolean;
  readonly delivery: EdgeConfig['delivery'];
  /** Whether customers with an account may add photos to their own jobs. */
  readonly customerUploads: boolean;
  /** What customers know the company by, on the page of their link; null: nothing. */
  readonly companyName: string | null;
  /** Regions beside us-east-1 that hold a replica of the secret: those near the users. */
  readonly secretRegions: readonly string[];
  /** One name for each key pair that CloudFront trusts, the newest last: two of them while a key is being replaced. */
  readonly signingKeys: readonly string[];
  readonly priceClass: '100' | '200' | 'all';
  /** Where alarms are sent; null: they are only shown. */
  readonly alarmEmail: string | null;
  /** USD a month at which AWS Budgets writes to `alarmEmail`; null: it does not. */
  readonly monthlyBudget: number | null;
  /** A CloudWatch dashboard, and S3's metrics of requests for it. */
  readonly cloudwatchDashboard: boolean;
  readonly logRetentionDays: 7 | 30 | 90 | 365;
  readonly pipeline: PipelineSettings;
  /** How often bucket and records are compared; null: only by `npm run reconcile`. */
  readonly reconcileEveryMinutes: number | null;
  /** After so many days the photos of jobs that are over go for good; null: never. */
  readonly retainClosedJobsDays: number | null;
  /** For so many days no version in the uploads bucket can be removed or overwritten; null: S3's Object Lock is off. */
  readonly objectLockDays: number | null;
  /** ARN of a versioned bucket in another region to which S3 copies the uploads; null: they are in one region. */
  readonly replicaBucketArn: string | null;
  /** Under whose keys the uploads are encrypted: S3's own, or one of KMS in the stack. */
  readonly encryption: 's3' | 'kms';
  /** Of the tables and the user pool, and in `prod` of the stack. Off while the stack is created: it would block the way back. */
  readonly deletionProtection: boolean;
  /** Whether a second factor is asked of everybody in the stack's user pool, or offered. */
  readonly mfa: 'optional' | 'required';
  /** ISO 3166-1 codes of the countries that are served; empty: all. */
  readonly countries: readonly string[];
  /** AWS WAF before the distribution. */
  readonly waf: boolean;
  /** GuardDuty scans what arrives, and the files of photos are shown when it found nothing. */
  readonly malwareScan: boolean;
  /** CloudFront's log of every request, and S3's for the uploads, each in a bucket of its own. */
  readonly accessLogs: boolean;
  /** In which the company works, by IANA's name: the hours of bookings are those of its clocks. */
  readonly timeZone: string;
  /** Whether customers can book and pay, and with which of Stripe's modes; null: nothing of it is in the template. */
  readonly payments: 'test' | 'live' | null;
}

/** How many photos are developed at once: docs/scale.md says when to change it. */
export interface PipelineSettings {
  /** Most at once, 2 to 1,000. */
  readonly concurrency: number;
  /** So many executions of the account are kept for the pipeline, and it never takes more; null: it shares with all others. */
  readonly reserve: number | null;
}

/** A user pool in the stack. */
export interface CognitoIdentity {
  readonly kind: 'cognito';
}

/** Any OpenID Connect issuer that gives out JWTs as access tokens (RFC 9068). */
export interface IssuerIdentity {
  readonly kind: 'issuer';
  readonly issuer: string;
  /** Expected `aud`; null: the `client_id` claim is checked instead. */
  readonly audience: string | null;
  /** The dashboard's public client. */
  readonly clientId: string;
  readonly jwksUri: string | null;
  /** Origin of the authorize and token endpoints where it is not the issuer's: the page must be let connect to it. */
  readonly authorizeOrigin: string | null;
}

export interface TokenSettings {
  readonly algorithms: readonly TokenAlgorithm[];
  readonly maxAgeSeconds: number;
  readonly rolesClaim: string;
  readonly jobsClaim: string;
  readonly nameClaim: string;
  /** What the dashboard asks for when it signs in. */
  readonly scopes: readonly string[];
}

export interface SiteDomain {
  readonly names: readonly string[];
  /** Null: the stack makes one, by the zone. */
  readonly certificateArn: string | null;
  /** Route 53's zone of the names, in the same account; null: the records are somebody else's. */
  readonly zone: { readonly id: string; readonly name: string } | null;
}

export function formatStackName(deployment: string): string {
  return `Edgeshot-${deployment}`;
}

/** Whether CloudFormation has named a function of Lambda@Edge so: those are kept when the stack goes, and CloudFront has copies of them. */
export function isEdgeFunctionName(deployment: string, name: string): boolean {
  return ['Edge', 'PaymentsBooking'].some((id) => name.startsWith(`${formatStackName(deployment)}-${id}`));
}

const COGNITO_TOKEN: TokenSettings = {
  algorithms: ['RS256'],
  maxAgeSeconds: 24 * 3600,
  rolesClaim: 'cognito:groups',
  jobsClaim: 'jobs',
  nameClaim: 'name',
  scopes: ['openid', 'profile', 'email'],
};

/** The token settings of an issuer that is not Cognito. */
export const ISSUER_TOKEN: TokenSettings = {
  ...COGNITO_TOKEN,
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  rolesClaim: 'roles',
  scopes: ['openid', 'profile', 'offline_access'],
};

const DEPLOYED: Omit<DeploymentConfig, 'deployment'> = {
  identity: { kind: 'cognito' },
  token: COGNITO_TOKEN,
  domain: null,
  siteOrigin: null,
  uploadVia: 'edge',
  transferAcceleration: false,
  delivery: 'cloudfront',
  customerUploads: true,
  companyName: null,
  secretRegions: ['us-west-2'],
  signingKeys: ['A'],
  priceClass: '100',
  alarmEmail: null,
  monthlyBudget: null,
  cloudwatchDashboard: false,
  logRetentionDays: 30,
  pipeline: { concurrency: 20, reserve: null },
  reconcileEveryMinutes: 24 * 60,
  retainClosedJobsDays: null,
  objectLockDays: null,
  replicaBucketArn: null,
  encryption: 's3',
  deletionProtection: true,
  mfa: 'optional',
  countries: [],
  waf: false,
  malwareScan: false,
  accessLogs: false,
  timeZone: 'America/New_York',
  payments: null,
};

export const DEPLOYMENTS: Readonly<Record<DeploymentName, DeploymentConfig>> = {
  dev: { ...DEPLOYED, deployment: 'dev' },
  prod: { ...DEPLOYED, deployment: 'prod', logRetentionDays: 365, accessLogs: true },
  /** Never deployed: what `npm start` runs. It gives the issuer and the origins by context. */
  local: {
    ...DEPLOYED,
    deployment: 'local',
    identity: {
      kind: 'issuer',
      issuer: 'http://localhost:8081',
      audience: 'edgeshot',
      clientId: 'edgeshot',
      jwksUri: 'http://localhost:8081/jwks',
      authorizeOrigin: null,
    },
    token: ISSUER_TOKEN,
    siteOrigin: 'http://localhost:8080',
    companyName: 'QuickDumpNow',
    secretRegions: [],
    logRetentionDays: 7,
  },
};
