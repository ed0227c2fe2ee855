/** An S3 endpoint that the contract is held against, and what a case gets to work with. */
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';

export interface S3Target {
  /** `local` is the embedded S3; `ceph` a Ceph RADOS Gateway. */
  readonly name: 'local' | 'ceph';
  /** Path style, without a trailing slash. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly clientOptions: S3ClientConfig;
}

export interface ContractContext {
  readonly target: S3Target;
  readonly client: S3Client;
  /** Keeps versions. */
  readonly bucket: string;
  /** Keeps none. */
  readonly plainBucket: string;
}

export interface ContractCase {
  readonly name: string;
  /** Throws where the endpoint does not hold to the contract. */
  run(context: ContractContext): Promise<void>;
  /** Where another S3 is known to answer otherwise than AWS documents, and why. */
  readonly differs?: { readonly ceph: string };
}

export interface Refusal {
  readonly status: number;
  /** S3's code. Ceph words several refusals otherwise, so there only the status binds. */
  readonly code: string;
}

export async function openContract(target: S3Target): Promise<ContractContext> {
  const client = new S3Client({
    endpoint: target.endpoint,
    region: target.region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: target.accessKeyId, secretAccessKey: target.secretAccessKey },
    ...target.clientOptions,
  });
  const suffix = Math.random().toString(36).slice(2, 10);
  const bucket = `contract-${suffix}`;
  const plainBucket = `contract-plain-${suffix}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await client.send(new CreateBucketCommand({ Bucket: plainBucket }));
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return { target, client, bucket, plainBucket };
}

/**
 * Tells whether a key is there at all.
 * @throws {Error} when the endpoint answers anything but yes or no.
 */
export async function isStored({ client, bucket }: ContractContext, key: string): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return false;
    throw error;
  }
}
