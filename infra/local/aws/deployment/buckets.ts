/** Makes the template's buckets on the embedded S3, by its own API: as CloudFormation would, property by property. */
import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  type PutBucketCorsCommandInput,
  PutBucketLifecycleConfigurationCommand,
  type PutBucketLifecycleConfigurationCommandInput,
  PutBucketNotificationConfigurationCommand,
  type PutBucketNotificationConfigurationCommandInput,
  PutBucketOwnershipControlsCommand,
  type PutBucketOwnershipControlsCommandInput,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readObject, readText, wrong } from './read-property.ts';

/**
 * Makes all buckets at once, each with its policy; then what a custom resource sets of their notifications. What is there already
 * is set anew and keeps its objects.
 * @throws {TemplateError} when a bucket asks for what is not known here.
 * @throws {S3ServiceException} when S3 refuses a property.
 */
export async function bringUpBuckets(resources: readonly ResolvedResource[], s3: S3Client): Promise<void> {
  const policies = resources.filter(({ type }) => type === 'AWS::S3::BucketPolicy');
  const buckets = resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  await Promise.all(
    buckets.map(async (bucket) => {
      await createBucket(bucket.ref, s3);
      await configure(bucket, s3);
      const policy = policies.find((each) => readText(each, 'Bucket') === bucket.ref);
      if (policy) {
        const Policy = JSON.stringify(readObject(policy, 'PolicyDocument'));
        await s3.send(new PutBucketPolicyCommand({ Bucket: bucket.ref, Policy }));
      }
    }),
  );
  for (const each of resources.filter(({ type }) => type === 'Custom::S3BucketNotifications')) await notify(each, s3);
}

async function createBucket(name: string, s3: S3Client): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.name !== 'BucketAlreadyOwnedByYou') throw error;
  }
}

/** The properties are CloudFormation's, whose names mostly are S3's own; where they differ they are renamed here. */
async function configure(bucket: ResolvedResource, s3: S3Client): Promise<void> {
  const Bucket = bucket.ref;
  const { properties } = bucket;
  if (properties.PublicAccessBlockConfiguration !== undefined) {
    const PublicAccessBlockConfiguration = readObject(bucket, 'PublicAccessBlockConfiguration');
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  }
  if (properties.OwnershipControls !== undefined) {
    const OwnershipControls = readObject(bucket, 'OwnershipControls') as unknown;
    await s3.send(
      new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls } as PutBucketOwnershipControlsCommandInput),
    );
  }
  if (properties.VersioningConfiguration !== undefined) {
    const Status = readObject(bucket, 'VersioningConfiguration').Status === 'Enabled' ? 'Enabled' : 'Suspended';
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  }
  if (properties.LifecycleConfiguration !== undefined) {
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: toLifecycle(bucket) }));
  }
  if (properties.CorsConfiguration !== undefined) {
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: toCors(bucket) }));
  }
  if (properties.NotificationConfiguration !== undefined) {
    const NotificationConfiguration = toNotifications(bucket);
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  }
}

/** The custom resource's property is the API's own input (aws-cdk, aws-s3/notifications-resource). */
async function notify(resource: ResolvedResource, s3: S3Client): Promise<void> {
  const { QueueConfigurations, ...others } = readObject(resource, 'NotificationConfiguration');
  refuseTargets(resource, others);
  const Bucket = readText(resource, 'BucketName');
  const NotificationConfiguration = { QueueConfigurations: listRecords(QueueConfigurations) } as unknown;
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration,
    } as PutBucketNotificationConfigurationCommandInput),
  );
}

function refuseTargets(resource: ResolvedResource, others: Readonly<Record<string, unknown>>): void {
  const unknownName = Object.keys(others)[0];
  if (unknownName) {
    throw wrong(resource, `NotificationConfiguration.${unknownName}`, 'is a target that the local run does not know');
  }
}

function toLifecycle(bucket: ResolvedResource): PutBucketLifecycleConfigurationCommandInput['LifecycleConfiguration'] {
  const rules = listRecords(readObject(bucket, 'LifecycleConfiguration').Rules).map(
    ({ Id, Prefix = '', ExpiredObjectDeleteMarker, ExpirationInDays, ...rule }) => ({
      ...rule,
      ...(Id === undefined ? {} : { ID: Id }),
      Filter: { Prefix },
      ...(ExpiredObjectDeleteMarker === undefined ? {} : { Expiration: { ExpiredObjectDeleteMarker } }),
      ...(ExpirationInDays === undefined ? {} : { Expiration: { Days: ExpirationInDays } }),
    }),
  );
  return { Rules: rules } as unknown as PutBucketLifecycleConfigurationCommandInput['LifecycleConfiguration'];
}

function toCors(bucket: ResolvedResource): PutBucketCorsCommandInput['CORSConfiguration'] {
  const rules = listRecords(readObject(bucket, 'CorsConfiguration').CorsRules).map(
    ({ Id, MaxAge, ExposedHeaders, ...rule }) => ({
      ...rule,
      ...(Id === undefined ? {} : { ID: Id }),
      ...(MaxAge === undefined ? {} : { MaxAgeSeconds: MaxAge }),
      ...(ExposedHeaders === undefined ? {} : { ExposeHeaders: ExposedHeaders }),
    }),
  );
  return { CORSRules: rules } as unknown as PutBucketCorsCommandInput['CORSConfiguration'];
}

function toNotifications(
  bucket: ResolvedResource,
): PutBucketNotificationConfigurationCommandInput['NotificationConfiguration'] {
  // EventBridge hears of everything: only GuardDuty's plan listens there (malware-scan.ts).
  const {
    QueueConfigurations,
    EventBridgeConfiguration: _all,
    ...others
  } = readObject(bucket, 'NotificationConfiguration');
  refuseTargets(bucket, others);
  return {
    QueueConfigurations: listRecords(QueueConfigurations).map(({ Event, Queue, Filter }) => {
      const key = isRecord(Filter) && isRecord(Filter.S3Key) ? Filter.S3Key : {};
      const FilterRules = listRecords(key.Rules).map(({ Name, Value }) => ({
        Name: Name === 'suffix' ? ('suffix' as const) : ('prefix' as const),
        Value: String(Value),
      }));
      return {
        QueueArn: String(Queue),
        Events: [String(Event) as 's3:ObjectCreated:*'],
        Filter: { Key: { FilterRules } },
      };
    }),
  };
}

function listRecords(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
