/** Where AWS is, and with whose keys it is called. */

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When the keys expire; absent where that is not known. */
  readonly expiration?: Date;
}

export interface BucketAddress {
  readonly bucket: string;
  readonly region: string;
  /** Null for AWS itself. Another endpoint is spoken to in path style. */
  readonly endpoint: string | null;
  /** Whether whoever sends photos enters AWS's network at an edge near them: S3 Transfer Acceleration, of AWS itself alone. */
  readonly isAccelerated?: boolean;
}

/** The URL of a bucket, without a slash at its end. It is regional: a bucket an hour old has no global name yet. */
export function formatBucketUrl({ bucket, region, endpoint, isAccelerated }: BucketAddress): string {
  if (endpoint !== null) return `${endpoint.replace(/\/$/, '')}/${encodeURIComponent(bucket)}`;
  return `https://${bucket}.s3${isAccelerated ? '-accelerate' : `.${region}`}.amazonaws.com`;
}
