/** Starts the services that keep something (queues, tables, secrets, buckets), with what the template puts into them. */
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createCloudwatch, type MetricDatum } from '../cloudwatch/cloudwatch.ts';
import { createDiskRoom } from '../disk-room.ts';
import { createDynamodb } from '../dynamodb/dynamodb.ts';
import type { Credential } from '../iam/credentials.ts';
import { createKeyValueServer } from '../keyvaluestore/server.ts';
import type { Endpoints, RunContext } from '../run-context.ts';
import { createS3 } from '../s3/server.ts';
import { createSecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { LocalService } from '../service.ts';
import { createQueues, type Queues } from '../sqs/queues.ts';
import { createSqs } from '../sqs/server.ts';
import { deployToBucket } from './bucket-deployment.ts';
import { bringUpBuckets } from './buckets.ts';
import { createQueueDelivery } from './deliver-to-queue.ts';
import { type NamedStore, openKeyValueStores } from './key-value-stores.ts';
import { createMalwareScan } from './malware-scan.ts';
import { toQueueDefinitions, toQueuePolicies } from './queues.ts';
import { toSecrets } from './secrets.ts';
import { toTableDefinitions } from './tables.ts';

export interface StoresOptions extends RunContext {
  readonly ports: Readonly<Partial<Record<keyof Endpoints, number>>>;
  /** The account's root: what fills the buckets. */
  readonly root: Credential;
  /** Content of secrets, by logical id, name or ARN. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Stores {
  readonly queues: Queues;
  readonly endpoints: Endpoints;
  readonly keyValueStores: readonly NamedStore[];
}

/** @throws {TemplateError} when a resource asks for what the services do not do. */
export async function startStores(options: StoresOptions): Promise<Stores> {
  const { dataDir, account, assembly, opened } = options;
  const definitions = toQueueDefinitions(assembly.resources);
  const queues = createQueues({ path: join(dataDir, 'queues.sqlite'), definitions, now: Date.now });
  opened.defer(() => queues.close());
  const queuePolicies = toQueuePolicies(assembly.resources);
  const { resources, region } = assembly;
  const log = (line: string) => options.log('malware-scan', line);
  const scan = createMalwareScan({ resources, region, credentials: options.credentials, log });
  opened.defer(() => scan.close());
  const deliverToQueue = createQueueDelivery({ queues, queuePolicies, accountId: account.id });
  const deliver: typeof deliverToQueue = async (queueArn, notification) => {
    await deliverToQueue(queueArn, notification);
    scan.hear(notification);
  };
  const place = { dataDir: join(dataDir, 'key-value-stores'), now: Date.now };
  const keyValueStores = await openKeyValueStores(assembly.resources, place);
  const started = await startServices(options, { queues, queuePolicies, deliver, keyValueStores });
  const { s3, ...services } = started;
  await fillBuckets(options, s3.url);
  scan.start(s3.url);
  await s3.resumeNotifications();
  const endpoints = {
    s3: s3.url,
    sqs: services.sqs.url,
    dynamodb: services.dynamodb.url,
    secretsManager: services.secretsManager.url,
    cloudwatch: services.cloudwatch.url,
    keyValueStores: services.keyValues.url.replace('127.0.0.1', 'localhost'),
  };
  return { queues, endpoints, keyValueStores };
}

interface Queueing {
  readonly queues: Queues;
  readonly queuePolicies: ReturnType<typeof toQueuePolicies>;
  readonly deliver: ReturnType<typeof createQueueDelivery>;
  readonly keyValueStores: readonly NamedStore[];
}

async function startServices(options: StoresOptions, opening: Queueing) {
  const { queues, queuePolicies, deliver, keyValueStores } = opening;
  const { assembly, dataDir, ports, account, credentials, log, opened } = options;
  const { region, resources } = assembly;
  const place = { credentials, region, accountId: account.id, now: Date.now };
  const portOf = (service: keyof Endpoints) => ports[service] ?? 0;
  const secrets = toSecrets(resources, region, options.secrets);
  const room = createDiskRoom(dataDir);
  const speak = (source: string) => (line: string) => log(source, line);
  const starting = [
    createSqs({ ...place, queues, queuePolicies, port: portOf('sqs'), log: speak('sqs') }),
    createDynamodb({
      ...place,
      dataDir: join(dataDir, 'dynamodb'),
      tables: toTableDefinitions(resources),
      port: portOf('dynamodb'),
      room,
      log: speak('dynamodb'),
    }),
    createSecretsManager({ ...place, ...secrets, dataDir: join(dataDir, 'secrets'), port: portOf('secretsManager') }),
    createCloudwatch({
      ...place,
      port: portOf('cloudwatch'),
      onDatum: (datum) => log('cloudwatch', formatDatum(datum)),
    }),
    createS3({ ...place, dataDir: join(dataDir, 's3'), port: portOf('s3'), room, deliver, log: speak('s3') }),
    createKeyValueServer({
      ...place,
      stores: keyValueStores.map(({ store }) => store),
      port: portOf('keyValueStores'),
      log: speak('key-value-stores'),
    }),
  ] as const;
  // One that cannot start must not leave the others running.
  const closeLater = (service: LocalService) => opened.defer(() => service.close());
  await Promise.allSettled(starting.map((service: Promise<LocalService>) => service.then(closeLater)));
  const [sqs, dynamodb, secretsManager, cloudwatch, s3, keyValues] = await Promise.all(starting);
  for (const [arn, content] of secrets.given) await secretsManager.put(arn, content);
  return { sqs, dynamodb, secretsManager, cloudwatch, s3, keyValues };
}

function formatDatum({ namespace, name, dimensions, value, unit }: MetricDatum): string {
  return `${namespace} ${name} ${value} ${unit} ${JSON.stringify(dimensions)}`;
}

async function fillBuckets({ assembly, root }: StoresOptions, endpoint: string): Promise<void> {
  const { resources, assets, region } = assembly;
  const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: root });
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
