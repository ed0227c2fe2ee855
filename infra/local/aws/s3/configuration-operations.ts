/** The operations on a bucket's configurations: each is put, got and deleted as a subresource of the bucket. */
import { authorize } from './authorize.ts';
import type { Bucket } from './bucket.ts';
import {
  type ConfigurationKind,
  type ConfigurationValues,
  formatConfiguration,
  parseConfiguration,
} from './bucket-configurations.ts';
import { checkBucketPolicy, isPublicPolicy } from './bucket-policy.ts';
import { MAX_POLICY_BYTES, MAX_XML_BYTES, XML_NAMESPACE } from './constants.ts';
import { S3Error, type S3ErrorCode } from './errors.ts';
import {
  requireBucket,
  type S3Call,
  type S3Operation,
  type S3Response,
  toEmptyResponse,
  toXmlResponse,
} from './operation.ts';
import { readBodyText } from './payload.ts';
import { formatXml } from './xml.ts';

interface ConfigurationRules<T> {
  /** Suffix of the IAM action, after `s3:Get` and `s3:Put`. */
  readonly action: string;
  /** Null where S3 has no such operation. AWS lets the Put action also delete, but for the policy. */
  readonly deleteAction: string | null;
  /** What an unset configuration is answered with: an error, or an empty document with this root. */
  readonly missing: { readonly code: S3ErrorCode } | { readonly root: string };
  readonly putStatus: 200 | 204;
  /** @throws {S3Error} when this bucket must not have the value. */
  check?(call: S3Call, bucket: Bucket, value: T): void | Promise<void>;
}

function checkPolicy(_: S3Call, { record }: Bucket, policy: ConfigurationValues['policy']): void {
  checkBucketPolicy(policy, record.name);
  const isBlocked = record.configurations.publicAccessBlock?.blockPublicPolicy === true;
  if (isBlocked && isPublicPolicy(policy)) {
    throw new S3Error(
      'AccessDenied',
      'Public policies are blocked by the BlockPublicPolicy setting of this bucket’s Block Public Access.',
    );
  }
}

/** S3 sends a new target a test event, and refuses the configuration where the target cannot be reached. */
async function sendTestEvents(
  { request, environment }: S3Call,
  _: Bucket,
  rules: ConfigurationValues['notification'],
): Promise<void> {
  const targets = new Set(rules.map(({ targetArn }) => targetArn));
  const isTaken = await environment.notifier.probe(
    [...targets]
      .filter((targetArn) => !targetArn.startsWith('arn:aws:lambda:'))
      .map((targetArn) => ({
        targetArn,
        message: {
          Service: 'Amazon S3',
          Event: 's3:TestEvent',
          Time: new Date(environment.now()).toISOString(),
          Bucket: request.bucket,
          RequestId: request.requestId,
          HostId: request.hostId,
        },
      })),
  );
  if (!isTaken) throw new S3Error('InvalidArgument', 'Unable to validate the following destination configurations');
}

const RULES: { readonly [K in ConfigurationKind]: ConfigurationRules<ConfigurationValues[K]> } = {
  versioning: {
    action: 'BucketVersioning',
    deleteAction: null,
    missing: { root: 'VersioningConfiguration' },
    putStatus: 200,
  },
  publicAccessBlock: {
    action: 'BucketPublicAccessBlock',
    deleteAction: 's3:PutBucketPublicAccessBlock',
    missing: { code: 'NoSuchPublicAccessBlockConfiguration' },
    putStatus: 200,
  },
  encryption: {
    action: 'EncryptionConfiguration',
    deleteAction: 's3:PutEncryptionConfiguration',
    missing: { code: 'ServerSideEncryptionConfigurationNotFoundError' },
    putStatus: 200,
  },
  ownershipControls: {
    action: 'BucketOwnershipControls',
    deleteAction: 's3:PutBucketOwnershipControls',
    missing: { code: 'OwnershipControlsNotFoundError' },
    putStatus: 200,
  },
  policy: {
    action: 'BucketPolicy',
    deleteAction: 's3:DeleteBucketPolicy',
    missing: { code: 'NoSuchBucketPolicy' },
    putStatus: 204,
    check: checkPolicy,
  },
  cors: {
    action: 'BucketCORS',
    deleteAction: 's3:PutBucketCORS',
    missing: { code: 'NoSuchCORSConfiguration' },
    putStatus: 200,
  },
  lifecycle: {
    action: 'LifecycleConfiguration',
    deleteAction: 's3:PutLifecycleConfiguration',
    missing: { code: 'NoSuchLifecycleConfiguration' },
    putStatus: 200,
  },
  notification: {
    action: 'BucketNotification',
    deleteAction: null,
    missing: { root: 'NotificationConfiguration' },
    putStatus: 200,
    check: sendTestEvents,
  },
  tagging: {
    action: 'BucketTagging',
    deleteAction: 's3:PutBucketTagging',
    missing: { code: 'NoSuchTagSet' },
    putStatus: 204,
  },
};

function toDocumentResponse(kind: ConfigurationKind, text: string): S3Response {
  if (kind !== 'policy') return toXmlResponse(text);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: text };
}

function createPut<K extends ConfigurationKind>(kind: K): S3Operation {
  const rules = RULES[kind];
  return async (call) => {
    const bucket = requireBucket(call.environment, call.request.bucket);
    authorize(call, { action: `s3:Put${rules.action}`, bucket });
    const text = await readBodyText(call, kind === 'policy' ? MAX_POLICY_BYTES : MAX_XML_BYTES);
    const value = parseConfiguration(kind, text);
    await rules.check?.(call, bucket, value);
    await call.environment.store.configure(bucket.record.name, kind, value);
    return toEmptyResponse(rules.putStatus);
  };
}

function createGet<K extends ConfigurationKind>(kind: K): S3Operation {
  const { action, missing } = RULES[kind];
  return async (call) => {
    const bucket = requireBucket(call.environment, call.request.bucket);
    authorize(call, { action: `s3:Get${action}`, bucket });
    const { name, configurations } = bucket.record;
    const value: ConfigurationValues[K] | undefined = configurations[kind];
    if (value !== undefined) return toDocumentResponse(kind, formatConfiguration(kind, value));
    if ('code' in missing) throw new S3Error(missing.code, undefined, { BucketName: name });
    return toXmlResponse(formatXml(missing.root, '', XML_NAMESPACE));
  };
}

function createDelete(kind: ConfigurationKind): S3Operation {
  const { deleteAction } = RULES[kind];
  return async (call) => {
    if (deleteAction === null) throw new S3Error('MethodNotAllowed');
    const bucket = requireBucket(call.environment, call.request.bucket);
    authorize(call, { action: deleteAction, bucket });
    await call.environment.store.configure(bucket.record.name, kind, null);
    return toEmptyResponse(204);
  };
}

function createOperations(kind: ConfigurationKind): Readonly<Record<string, S3Operation>> {
  return { PUT: createPut(kind), GET: createGet(kind), DELETE: createDelete(kind) };
}

/** By subresource, then by method. */
export const CONFIGURATION_OPERATIONS: Readonly<Record<ConfigurationKind, Readonly<Record<string, S3Operation>>>> = {
  versioning: createOperations('versioning'),
  publicAccessBlock: createOperations('publicAccessBlock'),
  encryption: createOperations('encryption'),
  ownershipControls: createOperations('ownershipControls'),
  policy: createOperations('policy'),
  cors: createOperations('cors'),
  lifecycle: createOperations('lifecycle'),
  notification: createOperations('notification'),
  tagging: createOperations('tagging'),
};
