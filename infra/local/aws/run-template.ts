/** Brings up every service of the resolved template, in the order in which one needs the other. */
import { setTimeout as wait } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { composeEdgeSecret } from '../../config/edge-secret.ts';
import type { DataFolder } from '../data-folder.ts';
import { HOST, type Ports } from '../ports.ts';
import type { ResolvedAssembly } from '../resolve-assembly.ts';
import { type RunKeys, toPublicJwks } from '../run-keys.ts';
import type { Closers } from './closers.ts';
import { createCloudFront } from './cloudfront/cloudfront.ts';
import type { CloudFront } from './cloudfront/resources.ts';
import { createCloudwatch, type MetricDatum } from './cloudwatch/cloudwatch.ts';
import { deployToBucket } from './deployment/bucket-deployment.ts';
import { bringUpBuckets } from './deployment/buckets.ts';
import { createQueueDelivery } from './deployment/deliver-to-queue.ts';
import { toDistribution } from './deployment/distribution.ts';
import { checkFunctions } from './deployment/edge-function-rules.ts';
import { toEventSources } from './deployment/event-sources.ts';
import { parseFunctionName, toFunctionSpecs } from './deployment/functions.ts';
import { toQueueDefinitions, toQueuePolicies } from './deployment/queues.ts';
import { toPrincipals } from './deployment/roles.ts';
import { toSecrets } from './deployment/secrets.ts';
import { toTableDefinitions } from './deployment/tables.ts';
import { createDynamodb } from './dynamodb/dynamodb.ts';
import { type Credential, createCredentialStore, issueTemporaryCredential } from './iam/credentials.ts';
import { createLambdaService, type LambdaService } from './lambda/lambda-service.ts';
import { createS3 } from './s3/server.ts';
import { createSecretsManager } from './secrets-manager/secrets-manager.ts';
import { startEventSource } from './sqs/event-source.ts';
import { createQueues, type Queues } from './sqs/queues.ts';
import { createSqs } from './sqs/server.ts';

export interface ServicesOptions {
  readonly assembly: ResolvedAssembly;
  readonly folder: DataFolder;
  readonly keys: RunKeys;
  readonly ports: Ports;
  readonly accountId: string;
  readonly closers: Closers;
  readonly log: (source: string, line: string) => void;
}

export interface Services {
  readonly cloudfront: CloudFront;
  readonly lambda: LambdaService;
  readonly queues: Queues;
  readonly root: Credential;
  readonly endpoints: {
    readonly s3: string;
    readonly sqs: string;
    readonly dynamodb: string;
    readonly secrets: string;
    readonly cloudwatch: string;
  };
}

/** How long a stop waits for the batches under way. */
const MAX_CLOSING_MS = 3000;
/** Unix milliseconds. */
const now = Date.now;

export async function bringUpServices(options: ServicesOptions): Promise<Services> {
  const { assembly, keys, accountId } = options;
  checkFunctions(assembly.resources, assembly.region);
  const credentials = createCredentialStore();
  const root: Credential = {
    ...keys.root,
    principal: { kind: 'root', name: `arn:aws:iam::${accountId}:root`, policies: [] },
  };
  credentials.add(root);
  const store = await bringUpStores(options, { credentials, root });
  const principals = toPrincipals(assembly.resources);
  const lambda = createLambdaService({ log: options.log });
  options.closers.add(() => lambda.close());
  const { run } = toFunctionSpecs(assembly.resources, {
    assets: assembly.assets,
    principals,
    credentials,
    region: assembly.region,
    endpoints: toEndpointVariables(store.endpoints),
  });
  for (const spec of run) lambda.register(spec);
  for (const source of toEventSources(assembly.resources, principals)) {
    const { functionName, ...rest } = source;
    const poller = startEventSource({
      ...rest,
      queues: store.queues,
      region: assembly.region,
      invoke: (event) => lambda.invoke(functionName, event),
      log: (line) => options.log('event-source', line),
    });
    // A photo in work for longer comes again at the next start: its message was not deleted.
    options.closers.add(() => Promise.race([poller.close(), wait(MAX_CLOSING_MS, undefined, { ref: false })]));
  }
  const cloudfront = await bringUpCloudFront(options, { lambda, credentials, s3: store.endpoints.s3 });
  return { cloudfront, lambda, queues: store.queues, root, endpoints: store.endpoints };
}

interface Keyring {
  readonly credentials: ReturnType<typeof createCredentialStore>;
  readonly root: Credential;
}

async function bringUpStores(options: ServicesOptions, { credentials, root }: Keyring) {
  const { assembly, folder, ports, accountId, closers } = options;
  const { region, resources } = assembly;
  const place = { credentials, region, accountId, now };
  const queues = createQueues({ path: folder.queues, definitions: toQueueDefinitions(resources), now });
  closers.add(() => queues.close());
  const queuePolicies = toQueuePolicies(resources);
  const deliver = createQueueDelivery({ queues, queuePolicies, accountId });
  const secrets = toSecrets(resources, region);
  const [sqs, dynamodb, secretsManager, cloudwatch, s3] = await Promise.all([
    createSqs({ ...place, queues, queuePolicies, port: ports.sqs }),
    createDynamodb({ ...place, dataDir: folder.dynamodb, tables: toTableDefinitions(resources), port: ports.dynamodb }),
    createSecretsManager({
      ...place,
      dataDir: folder.secrets,
      secrets: secrets.definitions,
      regions: secrets.regions,
      port: ports.secrets,
    }),
    createCloudwatch({ ...place, onDatum: (datum) => options.log('cloudwatch', formatDatum(datum)) }),
    createS3({ ...place, dataDir: folder.s3, host: HOST, port: ports.s3, deliver }),
  ]);
  for (const service of [sqs, dynamodb, secretsManager, cloudwatch, s3]) closers.add(() => service.close());
  await secretsManager.put(assembly.output('SecretId'), formatEdgeSecret(options));
  await fillBuckets(assembly, { endpoint: s3.url, credential: root });
  await s3.resumeNotifications();
  const endpoints = {
    s3: s3.url,
    sqs: sqs.url,
    dynamodb: dynamodb.url,
    secrets: secretsManager.url,
    cloudwatch: cloudwatch.url,
  };
  return { queues, endpoints };
}

function formatDatum({ namespace, name, dimensions, value, unit }: MetricDatum): string {
  return `${namespace} ${name} ${value} ${unit} ${JSON.stringify(dimensions)}`;
}

function formatEdgeSecret({ assembly, keys }: ServicesOptions): string {
  const publicKey = assembly.resources.find(({ type }) => type === 'AWS::CloudFront::PublicKey');
  const { privateKey } = keys.cloudfront;
  return JSON.stringify(composeEdgeSecret({ jwks: toPublicJwks(keys), keyPairId: publicKey?.ref ?? '', privateKey }));
}

async function fillBuckets(
  { resources, assets, region }: ResolvedAssembly,
  { endpoint, credential }: { readonly endpoint: string; readonly credential: Credential },
): Promise<void> {
  const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: credential });
  try {
    await bringUpBuckets(resources, s3);
    // One after the other: the template makes a page wait for the assets that it names.
    for (const deployment of resources.filter(({ type }) => type === 'Custom::CDKBucketDeployment')) {
      await deployToBucket(deployment, assets, s3);
    }
  } finally {
    s3.destroy();
  }
}

/** The AWS SDK's own variables: the bundles need no branch for a local run. */
function toEndpointVariables({
  s3,
  sqs,
  dynamodb,
  secrets,
  cloudwatch,
}: Services['endpoints']): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch,
  };
}

async function bringUpCloudFront(
  { assembly, accountId, closers, log }: ServicesOptions,
  { lambda, credentials, s3 }: { lambda: LambdaService; credentials: Keyring['credentials']; s3: string },
): Promise<CloudFront> {
  const resources = toDistribution(assembly.resources, accountId);
  const oacCredential = issueTemporaryCredential({
    kind: 'service',
    name: 'cloudfront.amazonaws.com',
    sourceArn: resources.arn,
    policies: [],
  });
  credentials.add(oacCredential);
  const bucketNames = assembly.resources
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .flatMap(({ attributes }) => [attributes.RegionalDomainName, attributes.DomainName]);
  const cloudfront = await createCloudFront({
    resources,
    host: HOST,
    port: 0,
    lambda: (versionArn, event) => lambda.invoke(parseFunctionName(versionArn), event),
    resolveOrigin: (domainName) => (bucketNames.includes(domainName) ? new URL(s3) : null),
    oacCredential,
    log,
  });
  closers.add(() => cloudfront.close());
  return cloudfront;
}
