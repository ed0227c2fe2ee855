/** Buckets themselves: made, listed, looked up, deleted. */
import { authorize } from './authorize.ts';
import { isBucketName } from './bucket.ts';
import type { BucketConfigurations } from './bucket-configurations.ts';
import { BLOCK_ALL_PUBLIC_ACCESS } from './bucket-settings.ts';
import { XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import { requireBucket, type S3Operation, toEmptyResponse, toXmlResponse } from './operation.ts';
import { readBodyXml } from './payload.ts';
import { findText, formatXml } from './xml.ts';

/** What S3 gives every bucket since April 2023: private, encrypted, without ACLs. */
const DEFAULTS: BucketConfigurations = {
  publicAccessBlock: BLOCK_ALL_PUBLIC_ACCESS,
  encryption: { algorithm: 'AES256', kmsKeyId: null, isBucketKeyEnabled: false },
  ownershipControls: 'BucketOwnerEnforced',
};

/**
 * Makes a bucket; in us-east-1 a second call succeeds.
 * @throws {S3Error} when the name or the location is not valid, or the bucket is there in another region.
 */
export const createBucket: S3Operation = async (call) => {
  const { request, environment } = call;
  const name = request.bucket ?? '';
  authorize(call, { action: 's3:CreateBucket' });
  if (!isBucketName(name)) throw new S3Error('InvalidBucketName', undefined, { BucketName: name });
  if (request.header('content-length') !== '0' && request.header('content-length') !== null) {
    const root = await readBodyXml(call, 'CreateBucketConfiguration');
    const location = findText(root, 'LocationConstraint') ?? '';
    if (location !== '' && location !== environment.region) {
      throw new S3Error(
        'InvalidArgument',
        'The specified location-constraint is not valid for the region this request was sent to.',
      );
    }
  }
  if (environment.store.findBucket(name) === null) {
    await environment.store.createBucket({
      name,
      createdAtMs: environment.now(),
      configurations: DEFAULTS,
    });
  } else if (environment.region !== 'us-east-1') {
    throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: name });
  }
  return toEmptyResponse(200, { location: `/${name}` });
};

/** @throws {S3Error} when it holds a version or a delete marker: `BucketNotEmpty` */
export const deleteBucket: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:DeleteBucket', bucket });
  if (!bucket.index.isEmpty()) throw new S3Error('BucketNotEmpty', undefined, { BucketName: bucket.record.name });
  await call.environment.store.deleteBucket(bucket.record.name);
  return toEmptyResponse(204);
};

export const headBucket: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:ListBucket', bucket });
  return toEmptyResponse(200, { 'x-amz-bucket-region': call.environment.region });
};

export const getBucketLocation: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:GetBucketLocation', bucket });
  const { region } = call.environment;
  return toXmlResponse(formatXml('LocationConstraint', region === 'us-east-1' ? '' : region, XML_NAMESPACE));
};

export const listBuckets: S3Operation = async (call) => {
  authorize(call, { action: 's3:ListAllMyBuckets' });
  const { store, accountId } = call.environment;
  const records = store.listBuckets().map(({ record }) => record);
  return toXmlResponse(
    formatXml(
      'ListAllMyBucketsResult',
      [
        ['Owner', [['ID', accountId]]],
        [
          'Buckets',
          records
            .toSorted((left, right) => (left.name < right.name ? -1 : 1))
            .map(
              ({ name, createdAtMs }) =>
                [
                  'Bucket',
                  [
                    ['Name', name],
                    ['CreationDate', new Date(createdAtMs).toISOString()],
                  ],
                ] as const,
            ),
        ],
      ],
      XML_NAMESPACE,
    ),
  );
};
