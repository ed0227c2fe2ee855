/**
 * A bucket's configurations: put, got and deleted as subresources. Each is checked when it is put, kept as its client
 * wrote it, and read by the operation that it steers.
 */

import { authorize } from './authorize.ts';
import type { ConfigurationKind } from './bucket.ts';
import { checkBucketPolicy, isPublicPolicy, parseBucketPolicy } from './bucket-policy.ts';
import { MAX_BUCKET_TAGS, MAX_POLICY_BYTES, XML_NAMESPACE } from './constants.ts';
import { parseCorsConfiguration } from './cors.ts';
import { S3Error, type S3ErrorCode } from './errors.ts';
import { parseNotificationConfiguration } from './notification-configuration.ts';
import { requireBucket, type S3Call, type S3Operation, toEmptyResponse, toXmlResponse } from './operation.ts';
import { readBodyText, readBodyXml } from './payload.ts';
import { parsePublicAccessBlock } from './public-access-block.ts';
import { parseTaggingXml } from './tags.ts';
import { filterChildren, findChild, findText, formatXml, type XmlElement } from './xml.ts';

interface Kind {
  readonly root: string;
  /** Suffix of the IAM action, after `s3:Get` and `s3:Put`. */
  readonly action: string;
  /** AWS lets the Put action also delete, but for the policy. */
  readonly deleteAction?: string;
  /** What an unset configuration is answered with: an error, or a document. */
  readonly missing: { readonly code: S3ErrorCode } | { readonly isEmptyDocument: true };
  readonly canDelete: boolean;
  check(root: XmlElement, text: string): void;
}

const OBJECT_OWNERSHIPS = new Set(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']);

function checkVersioning(root: XmlElement): void {
  const status = findText(root, 'Status');
  if (status === null) throw new S3Error('IllegalVersioningConfigurationException');
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
}

function checkEncryption(root: XmlElement): void {
  const rule = findChild(root, 'Rule');
  const byDefault = rule === null ? null : findChild(rule, 'ApplyServerSideEncryptionByDefault');
  const algorithm = byDefault === null ? null : findText(byDefault, 'SSEAlgorithm');
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms') throw new S3Error('MalformedXML');
}

function checkOwnership(root: XmlElement): void {
  const rule = findChild(root, 'Rule');
  if (rule === null || !OBJECT_OWNERSHIPS.has(findText(rule, 'ObjectOwnership') ?? ''))
    throw new S3Error('MalformedXML');
}

const LIFECYCLE_ACTIONS = [
  'Expiration',
  'NoncurrentVersionExpiration',
  'AbortIncompleteMultipartUpload',
  'Transition',
  'NoncurrentVersionTransition',
];

function checkLifecycle(root: XmlElement): void {
  const rules = filterChildren(root, 'Rule');
  const isSound = (rule: XmlElement): boolean =>
    ['Enabled', 'Disabled'].includes(findText(rule, 'Status') ?? '') &&
    LIFECYCLE_ACTIONS.some((name) => findChild(rule, name) !== null);
  if (rules.length === 0 || rules.length > 1000 || !rules.every(isSound)) throw new S3Error('MalformedXML');
}

const KINDS: Readonly<Record<Exclude<ConfigurationKind, 'policy'>, Kind>> = {
  versioning: {
    root: 'VersioningConfiguration',
    action: 'BucketVersioning',
    missing: { isEmptyDocument: true },
    canDelete: false,
    check: checkVersioning,
  },
  publicAccessBlock: {
    root: 'PublicAccessBlockConfiguration',
    action: 'BucketPublicAccessBlock',
    missing: { code: 'NoSuchPublicAccessBlockConfiguration' },
    canDelete: true,
    check: (_, text) => void parsePublicAccessBlock(text),
  },
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    action: 'EncryptionConfiguration',
    missing: { code: 'ServerSideEncryptionConfigurationNotFoundError' },
    canDelete: true,
    check: checkEncryption,
  },
  ownershipControls: {
    root: 'OwnershipControls',
    action: 'BucketOwnershipControls',
    missing: { code: 'OwnershipControlsNotFoundError' },
    canDelete: true,
    check: checkOwnership,
  },
  cors: {
    root: 'CORSConfiguration',
    action: 'BucketCORS',
    missing: { code: 'NoSuchCORSConfiguration' },
    canDelete: true,
    check: (root) => void parseCorsConfiguration(root),
  },
  lifecycle: {
    root: 'LifecycleConfiguration',
    action: 'LifecycleConfiguration',
    missing: { code: 'NoSuchLifecycleConfiguration' },
    canDelete: true,
    check: checkLifecycle,
  },
  notification: {
    root: 'NotificationConfiguration',
    action: 'BucketNotification',
    missing: { isEmptyDocument: true },
    canDelete: false,
    check: (root) => void parseNotificationConfiguration(root),
  },
  tagging: {
    root: 'Tagging',
    action: 'BucketTagging',
    missing: { code: 'NoSuchTagSet' },
    canDelete: true,
    check: (_, text) => void parseTaggingXml(text, MAX_BUCKET_TAGS),
  },
};

/** S3 tells a new target that it exists, and refuses the configuration where the target cannot be reached. */
async function sendTestEvents(call: S3Call, root: XmlElement): Promise<void> {
  const { request, environment } = call;
  const targets = new Set(parseNotificationConfiguration(root).map(({ targetArn }) => targetArn));
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

function createPut(name: Exclude<ConfigurationKind, 'policy'>, kind: Kind): S3Operation {
  return async (call) => {
    const bucket = requireBucket(call.environment, call.request.bucket);
    authorize(call, { action: `s3:Put${kind.action}`, bucket });
    const { root, text } = await readBodyXml(call, kind.root);
    kind.check(root, text);
    if (name === 'notification') await sendTestEvents(call, root);
    await call.environment.store.configure(bucket.record.name, name, text);
    return toEmptyResponse(name === 'tagging' ? 204 : 200);
  };
}

function createGet(name: Exclude<ConfigurationKind, 'policy'>, kind: Kind): S3Operation {
  return async (call) => {
    const bucket = requireBucket(call.environment, call.request.bucket);
    authorize(call, { action: `s3:Get${kind.action}`, bucket });
    const text = bucket.record.configurations[name];
    if (text !== undefined) return toXmlResponse(text);
    if ('code' in kind.missing) throw new S3Error(kind.missing.code, undefined, { BucketName: bucket.record.name });
    return toXmlResponse(formatXml(kind.root, '', XML_NAMESPACE));
  };
}

function createDelete(name: Exclude<ConfigurationKind, 'policy'>, kind: Kind): S3Operation {
  return async (call) => {
    if (!kind.canDelete) throw new S3Error('MethodNotAllowed');
    const bucket = requireBucket(call.environment, call.request.bucket);
    authorize(call, { action: `s3:Put${kind.action}`, bucket });
    await call.environment.store.configure(bucket.record.name, name, null);
    return toEmptyResponse(204);
  };
}

const putPolicy: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:PutBucketPolicy', bucket });
  const text = await readBodyText(call, MAX_POLICY_BYTES);
  const policy = parseBucketPolicy(text);
  checkBucketPolicy(policy, bucket.record.name);
  const { blockPublicPolicy } = parsePublicAccessBlock(bucket.record.configurations.publicAccessBlock);
  if (blockPublicPolicy && isPublicPolicy(policy))
    throw new S3Error(
      'AccessDenied',
      'Public policies are blocked by the BlockPublicPolicy setting of this bucket’s Block Public Access.',
    );
  await call.environment.store.configure(bucket.record.name, 'policy', text);
  return toEmptyResponse(204);
};

const getPolicy: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:GetBucketPolicy', bucket });
  const text = bucket.record.configurations.policy;
  if (text === undefined) throw new S3Error('NoSuchBucketPolicy', undefined, { BucketName: bucket.record.name });
  return { status: 200, headers: { 'content-type': 'application/json' }, body: text };
};

const deletePolicy: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:DeleteBucketPolicy', bucket });
  await call.environment.store.configure(bucket.record.name, 'policy', null);
  return toEmptyResponse(204);
};

function createOperations(name: Exclude<ConfigurationKind, 'policy'>): Readonly<Record<string, S3Operation>> {
  const kind = KINDS[name];
  return { PUT: createPut(name, kind), GET: createGet(name, kind), DELETE: createDelete(name, kind) };
}

/** By subresource, then by method. */
export const CONFIGURATION_OPERATIONS: Readonly<Record<ConfigurationKind, Readonly<Record<string, S3Operation>>>> = {
  versioning: createOperations('versioning'),
  publicAccessBlock: createOperations('publicAccessBlock'),
  encryption: createOperations('encryption'),
  ownershipControls: createOperations('ownershipControls'),
  policy: { PUT: putPolicy, GET: getPolicy, DELETE: deletePolicy },
  cors: createOperations('cors'),
  lifecycle: createOperations('lifecycle'),
  notification: createOperations('notification'),
  tagging: createOperations('tagging'),
};
