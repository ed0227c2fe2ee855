/** The whole of Edgeshot in one stack, in us-east-1: see docs/decisions/one-stack.md. */
import { CfnOutput, CfnParameter, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EdgeConfig } from '../edge/config.ts';
import type { SiteConfig } from '../site/phone.ts';
import type { Artifacts } from './build/build-artifacts.ts';
import type { PolicyInputs } from './config/content-security-policy.ts';
import { formatEdgeConfig } from './config/format-edge-config.ts';
import type { StageConfig } from './config/stages.ts';
import { AccessLogs } from './constructs/access-logs.ts';
import { Alarms } from './constructs/alarms.ts';
import { Door } from './constructs/distribution.ts';
import { EdgeFunctions } from './constructs/edge-functions.ts';
import { EdgeSecretStore } from './constructs/edge-secret.ts';
import { type Identity, toExternalIdentity, UserPoolIdentity } from './constructs/identity.ts';
import { Arrivals, Pipeline } from './constructs/pipeline.ts';
import { Records } from './constructs/records.ts';
import { ResponseHeaders } from './constructs/response-headers.ts';
import { SigningKeys } from './constructs/signing-keys.ts';
import { Site } from './constructs/site.ts';
import { Uploads } from './constructs/uploads.ts';
import { ViewerFunctions } from './constructs/viewer-functions.ts';

/** Lambda@Edge functions and the certificates of a distribution can stand nowhere else. */
export const REGION = 'us-east-1';

export interface EdgeshotStackProps extends StackProps {
  readonly config: StageConfig;
  readonly artifacts: Artifacts;
}

export class EdgeshotStack extends Stack {
  constructor(scope: Construct, id: string, { config, artifacts, ...props }: EdgeshotStackProps) {
    super(scope, id, props);
    Tags.of(this).add('project', 'edgeshot');
    Tags.of(this).add('stage', config.stage);
    const plan = {
      stack: this,
      config,
      artifacts,
      siteOrigin: toSiteOrigin(this, config),
      logs: createLogs(this, config),
    };
    const back = createBack(plan);
    const front = createFront(plan, back);
    const { distribution } = front.door;
    if (config.accessLogs) new AccessLogs(this, 'AccessLogs', { distribution, retentionDays: config.logRetentionDays });
    new Alarms(this, 'Alarms', {
      stage: config.stage,
      arrivals: back.arrivals,
      distribution,
      email: config.alarmEmail,
    });
    const outputs = toOutputs(plan, back, front);
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** What every part is made by. */
interface Plan {
  readonly stack: EdgeshotStack;
  readonly config: StageConfig;
  readonly artifacts: Artifacts;
  /** Where the dashboard is reached. */
  readonly siteOrigin: string;
  /** Of the functions that run in this region. */
  readonly logs: LogGroup;
}

type Back = ReturnType<typeof createBack>;
type Front = ReturnType<typeof createFront>;

/** Behind the edge: what is stored, and what becomes of a photo that has arrived. */
function createBack({ stack, config, artifacts, siteOrigin, logs }: Plan) {
  const records = new Records(stack, 'Records');
  const arrivals = new Arrivals(stack, 'Arrivals');
  const { bucket: uploads } = new Uploads(stack, 'Uploads', {
    arrivals: arrivals.queue,
    ...(config.uploadVia === 's3' ? { corsOrigin: siteOrigin } : {}),
  });
  new Pipeline(stack, 'Pipeline', { code: artifacts.developPhoto, arrivals, uploads, records, logGroup: logs });
  return { records, arrivals, uploads };
}

/** What users meet: the issuer, the keys, the dashboard, and the distribution before it all. */
function createFront(plan: Plan, back: Back) {
  const { stack, config, artifacts } = plan;
  const identity = createIdentity(plan);
  const secret = new EdgeSecretStore(stack, 'EdgeSecret', {
    stage: config.stage,
    replicaRegions: config.secretRegions,
  });
  const signingKeys = new SigningKeys(stack, 'SigningKeys', config.signingKeys);
  const site = new Site(stack, 'Site');
  const door = new Door(stack, 'Door', {
    config,
    edgeConfig: formatEdgeConfig(stack, toEdgeConfig(config, back, { identity, secret })),
    site: site.bucket,
    uploads: back.uploads,
    edgeFunctions: new EdgeFunctions(stack, 'Edge', {
      code: artifacts.edge,
      uploads: back.uploads,
      records: back.records,
      secretArns: secret.arns,
      delivery: config.delivery,
    }),
    viewerFunctions: new ViewerFunctions(stack, 'Viewer', config.stage, artifacts.viewer),
    headers: new ResponseHeaders(stack, 'Headers', {
      stage: config.stage,
      pages: toPolicyInputs(config, back, identity),
    }),
    signingKeys,
  });
  site.deploy(artifacts.site, toSiteConfig(config, identity), plan.logs);
  return { identity, secret, signingKeys, site, door };
}

function createIdentity({ stack, config, siteOrigin }: Plan): Identity {
  if (config.identity.kind === 'issuer') return toExternalIdentity(config.identity, config.token);
  return new UserPoolIdentity(stack, 'Identity', { stage: config.stage, siteOrigin, settings: config.token });
}

function createLogs(stack: EdgeshotStack, { logRetentionDays }: StageConfig): LogGroup {
  return new LogGroup(stack, 'Logs', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
}

function toEdgeConfig(
  config: StageConfig,
  { uploads, records }: Back,
  { identity, secret }: Pick<Front, 'identity' | 'secret'>,
): EdgeConfig {
  return {
    stage: config.stage,
    region: REGION,
    secret_regions: config.secretRegions,
    secret_id: secret.id,
    uploads_bucket: uploads.bucketName,
    table: records.table.tableName,
    audit_table: records.audit.tableName,
    upload_via: config.uploadVia,
    delivery: config.delivery,
    token: identity.token,
  };
}

function toSiteConfig({ token }: StageConfig, identity: Identity): SiteConfig {
  return {
    issuer: identity.token.issuer,
    client_id: identity.clientId,
    scopes: token.scopes.join(' '),
    resource: identity.token.audience,
    roles_claim: token.rolesClaim,
    name_claim: token.nameClaim,
  };
}

function toPolicyInputs({ uploadVia, delivery }: StageConfig, { uploads }: Back, { origins }: Identity): PolicyInputs {
  const bucketOrigin = `https://${uploads.bucketRegionalDomainName}`;
  return {
    issuerOrigins: origins,
    ...(uploadVia === 's3' ? { bucketOrigin } : {}),
    ...(delivery === 's3' ? { imageOrigins: [bucketOrigin] } : {}),
  };
}

/** What operators and `npm run keys` need to know of the deployment. */
function toOutputs({ stack, config, siteOrigin }: Plan, back: Back, front: Front): Readonly<Record<string, string>> {
  const { identity, door, site, secret, signingKeys } = front;
  const { distribution } = door;
  return {
    DashboardUrl: config.domain ? siteOrigin : `https://${distribution.domainName}`,
    DistributionId: distribution.distributionId,
    DistributionDomainName: distribution.domainName,
    UploadsBucket: back.uploads.bucketName,
    SiteBucket: site.bucket.bucketName,
    Table: back.records.table.tableName,
    AuditTable: back.records.audit.tableName,
    ArrivalsQueueUrl: back.arrivals.queue.queueUrl,
    DeadLettersQueueUrl: back.arrivals.deadLetters.queueUrl,
    SecretId: secret.id,
    KeyPairIds: stack.toJsonString(signingKeys.keyPairIds),
    Issuer: identity.token.issuer,
    JwksUri: identity.token.jwks_uri ?? '',
    ClientId: identity.clientId,
    ...(identity instanceof UserPoolIdentity ? { UserPoolId: identity.pool.userPoolId } : {}),
  };
}

/**
 * Where the dashboard is reached. CloudFront's own name cannot be used for it: the user pool's client would wait for
 * the distribution, which waits for the client's id in its configuration. So without a domain it is a parameter.
 */
function toSiteOrigin(stack: EdgeshotStack, { domain, siteOrigin }: StageConfig): string {
  if (domain?.names[0]) return `https://${domain.names[0]}`;
  if (siteOrigin) return siteOrigin;
  return new CfnParameter(stack, 'SiteOrigin', {
    type: 'String',
    description:
      'Origin of the dashboard: the output DashboardUrl of the first deployment. Until it is right, nobody can sign in.',
    default: 'https://not-yet-known.invalid',
    allowedPattern: '^https://[a-z0-9.-]+$',
  }).valueAsString;
}
