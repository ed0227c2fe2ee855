/** The whole of Edgeshot in one stack, in us-east-1: see docs/decisions/0003-one-stack.md. */
import { CfnOutput, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EdgeConfig } from '../edge/config.ts';
import type { Artifacts } from './build/build-artifacts.ts';
import type { PolicyInputs } from './config/content-security-policy.ts';
import { type DeploymentConfig, REGION } from './config/deployments.ts';
import { formatEdgeConfig } from './config/format-edge-config.ts';
import { AccessLogs } from './constructs/access-logs.ts';
import { Alarms } from './constructs/alarms.ts';
import { createBackFunctions } from './constructs/back-functions.ts';
import { EdgeFunctions } from './constructs/edge-functions.ts';
import { EdgeSecretStore } from './constructs/edge-secret.ts';
import { EdgeshotDistribution } from './constructs/edgeshot-distribution.ts';
import { MetricsDashboard } from './constructs/metrics-dashboard.ts';
import { MonthlyBudget } from './constructs/monthly-budget.ts';
import { createPayments } from './constructs/payments.ts';
import { UploadQueue } from './constructs/pipeline.ts';
import { Records } from './constructs/records.ts';
import { ResponseHeaders } from './constructs/response-headers.ts';
import { SigningKeys } from './constructs/signing-keys.ts';
import { Site, toSiteConfig } from './constructs/site.ts';
import { toSiteOrigin } from './constructs/site-origin.ts';
import { type TokenIssuer, toExternalIssuer, UserPoolIssuer } from './constructs/token-issuer.ts';
import { UploadStorage } from './constructs/upload-storage.ts';
import { ViewerFunctions } from './constructs/viewer-functions.ts';

export interface EdgeshotStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly artifacts: Artifacts;
}

export class EdgeshotStack extends Stack {
  constructor(scope: Construct, id: string, { config, artifacts, ...props }: EdgeshotStackProps) {
    super(scope, id, props);
    Tags.of(this).add('project', 'edgeshot');
    Tags.of(this).add('stage', config.deployment);
    const plan = {
      stack: this,
      config,
      artifacts,
      siteOrigin: toSiteOrigin(this, config),
      logs: new LogGroup(this, 'Logs', { retention: config.logRetentionDays, removalPolicy: RemovalPolicy.DESTROY }),
    };
    const back = createBack(plan);
    const front = createFront(plan, back);
    watch(plan, back, front);
    for (const [name, value] of Object.entries(toOutputs(plan, back, front))) new CfnOutput(this, name, { value });
  }
}

/** Logs, alarms and graphs of what is there. */
function watch({ stack, config }: Plan, back: Back, { distribution, edgeFunctions, payments }: Front): void {
  const { deployment } = config;
  if (config.accessLogs) new AccessLogs(stack, 'AccessLogs', { distribution, retentionDays: config.logRetentionDays });
  const atEdge = [
    ...[...Object.values(edgeFunctions.versions), edgeFunctions.formResponse].map(({ lambda }) => lambda),
    ...(payments === null ? [] : [payments.booking]),
  ];
  const watched = { ...back, deployment, distribution, payments, edgeFunctions: atEdge };
  new Alarms(stack, 'Alarms', { ...watched, email: config.alarmEmail });
  if (config.monthlyBudget !== null && config.alarmEmail !== null) {
    new MonthlyBudget(stack, 'Budget', { deployment, limit: config.monthlyBudget, email: config.alarmEmail });
  }
  if (!config.cloudwatchDashboard) return;
  new MetricsDashboard(stack, 'Metrics', {
    ...back,
    deployment,
    distribution,
    regions: [REGION, ...config.secretRegions],
    edgeFunctions: atEdge,
    table: back.records.table,
  });
}

/** What every part is made by. */
interface Plan {
  readonly stack: EdgeshotStack;
  readonly config: DeploymentConfig;
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
  const records = new Records(stack, 'Records', config);
  const uploadQueue = new UploadQueue(stack, 'UploadQueue');
  const { bucket: uploads } = new UploadStorage(stack, 'Uploads', {
    uploadQueue: uploadQueue.queue,
    requestMetrics: config.cloudwatchDashboard,
    config,
    logRetentionDays: config.accessLogs ? config.logRetentionDays : null,
    ...(config.uploadVia === 's3' ? { corsOrigin: siteOrigin } : {}),
  });
  const props = { config, artifacts, uploadQueue, uploads, records, logGroup: logs };
  return { records, uploadQueue, uploads, ...createBackFunctions(stack, props) };
}

/** What users meet: the issuer, the keys, the dashboard, and the distribution before it all. */
function createFront(plan: Plan, back: Back) {
  const { stack, config, artifacts } = plan;
  const issuer = createIssuer(plan);
  const secrets = createSecrets(plan);
  const signingKeys = new SigningKeys(stack, 'SigningKeys', config.signingKeys);
  const site = new Site(stack, 'Site', config);
  const payments = createPayments(stack, { ...plan, ...back, secrets });
  const edgeFunctions = new EdgeFunctions(stack, 'Edge', {
    code: artifacts.edge,
    formResponse: artifacts.formResponse,
    uploads: back.uploads,
    records: back.records,
    tokenSecretArns: secrets.token.arns,
    imageSecretArns: secrets.image.arns,
    linkSecretArns: secrets.link.arns,
    delivery: config.delivery,
    malwareScan: config.malwareScan,
  });
  const { distribution } = new EdgeshotDistribution(stack, 'Distribution', {
    config,
    deployment: config.deployment,
    edgeConfig: formatEdgeConfig(stack, toEdgeConfig(config, back, { issuer, secrets })),
    site: site.bucket,
    uploads: back.uploads,
    edgeFunctions,
    viewerFunctions: new ViewerFunctions(stack, 'Viewer', {
      deployment: config.deployment,
      code: artifacts.viewer,
      releases: site.releases,
    }),
    headers: new ResponseHeaders(stack, 'Headers', {
      deployment: config.deployment,
      pages: toPolicyInputs(config, back, issuer),
    }),
    signingKeys,
    payments,
  });
  return { issuer, secrets, signingKeys, site, distribution, edgeFunctions, payments };
}

/** Three, so that only what signs images, or the tokens of links, can read the key for it. */
function createSecrets({ stack, config }: Plan) {
  const props = { deployment: config.deployment, replicaRegions: config.secretRegions };
  return {
    token: new EdgeSecretStore(stack, 'EdgeSecret', {
      ...props,
      name: 'edge-keys',
      description: "The issuer's public keys.",
    }),
    image: new EdgeSecretStore(stack, 'ImageSecret', {
      ...props,
      name: 'image-key',
      description: 'The key that signs image URLs.',
    }),
    link: new EdgeSecretStore(stack, 'LinkSecret', {
      ...props,
      name: 'link-key',
      description: 'The key that signs the tokens of customers’ links.',
    }),
  };
}

function createIssuer({ stack, config, artifacts, siteOrigin, logs }: Plan): TokenIssuer {
  if (config.identity.kind === 'issuer') return toExternalIssuer(config.identity, config.token);
  return new UserPoolIssuer(stack, 'Identity', {
    deployment: config.deployment,
    siteOrigin,
    settings: config.token,
    nameTokens: artifacts.nameTokens,
    config,
    logGroup: logs,
  });
}

function toEdgeConfig(
  config: DeploymentConfig,
  { uploads, records }: Back,
  { issuer, secrets }: Pick<Front, 'issuer' | 'secrets'>,
): EdgeConfig {
  return {
    stage: config.deployment,
    region: REGION,
    secret_regions: config.secretRegions,
    secret_id: secrets.token.id,
    image_secret_id: secrets.image.id,
    link_secret_id: secrets.link.id,
    uploads_bucket: uploads.bucketName,
    table: records.table.tableName,
    audit_table: records.audit.tableName,
    upload_via: config.transferAcceleration ? 's3-accelerate' : config.uploadVia,
    delivery: config.delivery,
    customer_uploads: config.customerUploads,
    ...(config.malwareScan ? { malware_scan: true } : {}),
    token: issuer.token,
  };
}

function toPolicyInputs(
  { uploadVia, transferAcceleration, delivery }: DeploymentConfig,
  { uploads }: Back,
  { origins }: TokenIssuer,
): PolicyInputs {
  const bucketOrigin = `https://${uploads.bucketRegionalDomainName}`;
  const acceleratedOrigin = `https://${uploads.bucketName}.s3-accelerate.amazonaws.com`;
  return {
    issuerOrigins: origins,
    ...(uploadVia === 's3' ? { bucketOrigin: transferAcceleration ? acceleratedOrigin : bucketOrigin } : {}),
    ...(delivery === 's3' ? { imageOrigins: [bucketOrigin] } : {}),
  };
}

/** What operators and `npm run keys` need to know of the deployment. */
function toOutputs({ stack, config, siteOrigin }: Plan, back: Back, front: Front): Readonly<Record<string, string>> {
  const { issuer, distribution, site, secrets, signingKeys } = front;
  return {
    DashboardUrl: config.domain ? siteOrigin : `https://${distribution.domainName}`,
    DistributionId: distribution.distributionId,
    DistributionDomainName: distribution.domainName,
    UploadsBucket: back.uploads.bucketName,
    SiteBucket: site.bucket.bucketName,
    SiteConfig: stack.toJsonString(toSiteConfig(config, issuer)),
    ReleaseStoreArn: site.releases.keyValueStoreArn,
    Table: back.records.table.tableName,
    AuditTable: back.records.audit.tableName,
    UploadQueueUrl: back.uploadQueue.queue.queueUrl,
    DeadLettersQueueUrl: back.uploadQueue.deadLetters.queueUrl,
    SecretId: secrets.token.id,
    ImageSecretId: secrets.image.id,
    LinkSecretId: secrets.link.id,
    KeyPairIds: stack.toJsonString(signingKeys.keyPairIds),
    Issuer: issuer.token.issuer,
    JwksUri: issuer.token.jwks_uri ?? '',
    ClientId: issuer.clientId,
    ...(issuer instanceof UserPoolIssuer ? { UserPoolId: issuer.pool.userPoolId } : {}),
  };
}
