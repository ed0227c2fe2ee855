/** The whole of Edgeshot in one stack, in us-east-1: see docs/decisions/one-stack.md. */
import { CfnOutput, CfnParameter, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EdgeConfig } from '../edge/config.ts';
import type { Artifacts } from './build-artifacts.ts';
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
import { formatEdgeConfig } from './format-edge-config.ts';
import type { StageConfig } from './stages.ts';

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
    const siteOrigin = toSiteOrigin(this, config);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const records = new Records(this, 'Records');
    const arrivals = new Arrivals(this, 'Arrivals');
    const { bucket: uploads } = new Uploads(this, 'Uploads', {
      arrivals: arrivals.queue,
      ...(config.uploadVia === 's3' ? { corsOrigin: siteOrigin } : {}),
    });
    new Pipeline(this, 'Pipeline', {
      code: artifacts.developPhoto,
      arrivals,
      uploads,
      records,
      logGroup,
    });

    const identity = createIdentity(this, config, siteOrigin);
    const secret = new EdgeSecretStore(this, 'EdgeSecret', {
      stage: config.stage,
      replicaRegions: config.secretRegions,
    });
    const signingKeys = new SigningKeys(this, 'SigningKeys', config.signingKeys);
    const site = new Site(this, 'Site');
    const bucketOrigin = `https://${uploads.bucketRegionalDomainName}`;
    const { distribution } = new Door(this, 'Door', {
      config,
      edgeConfig: formatEdgeConfig(this, {
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
      } satisfies EdgeConfig),
      site: site.bucket,
      uploads,
      edgeFunctions: new EdgeFunctions(this, 'Edge', {
        code: artifacts.edge,
        uploads,
        records,
        secretArns: secret.arns,
        delivery: config.delivery,
      }),
      viewerFunctions: new ViewerFunctions(this, 'Viewer', config.stage, artifacts.viewer),
      headers: new ResponseHeaders(this, 'Headers', {
        stage: config.stage,
        pages: {
          issuerOrigins: identity.origins,
          ...(config.uploadVia === 's3' ? { bucketOrigin } : {}),
          ...(config.delivery === 's3' ? { imageOrigins: [bucketOrigin] } : {}),
        },
      }),
      signingKeys,
    });
    site.deploy(
      artifacts.site,
      {
        issuer: identity.token.issuer,
        client_id: identity.clientId,
        scopes: config.token.scopes.join(' '),
        resource: identity.token.audience,
        roles_claim: config.token.rolesClaim,
        name_claim: config.token.nameClaim,
      },
      logGroup,
    );
    if (config.accessLogs) new AccessLogs(this, 'AccessLogs', { distribution, retentionDays: config.logRetentionDays });
    new Alarms(this, 'Alarms', { arrivals, distribution, email: config.alarmEmail });

    this.tell({
      DashboardUrl: config.domain ? siteOrigin : `https://${distribution.domainName}`,
      DistributionId: distribution.distributionId,
      DistributionDomainName: distribution.domainName,
      UploadsBucket: uploads.bucketName,
      SiteBucket: site.bucket.bucketName,
      Table: records.table.tableName,
      AuditTable: records.audit.tableName,
      ArrivalsQueueUrl: arrivals.queue.queueUrl,
      DeadLettersQueueUrl: arrivals.deadLetters.queueUrl,
      SecretId: secret.id,
      KeyPairIds: this.toJsonString(signingKeys.keyPairIds),
      Issuer: identity.token.issuer,
      JwksUri: identity.token.jwks_uri ?? '',
      ClientId: identity.clientId,
      ...(identity instanceof UserPoolIdentity ? { UserPoolId: identity.pool.userPoolId } : {}),
    });
  }

  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

function createIdentity(stack: EdgeshotStack, config: StageConfig, siteOrigin: string): Identity {
  if (config.identity.kind === 'issuer') return toExternalIdentity(config.identity, config.token);
  return new UserPoolIdentity(stack, 'Identity', { stage: config.stage, siteOrigin, settings: config.token });
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
