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
}

/** The URL of a bucket, without a slash at its end. It is regional: a bucket an hour old has no global name yet. */
export function formatBucketUrl({ bucket, region, endpoint }: BucketAddress): string {
  return endpoint === null
    ? `https://${bucket}.s3.${region}.amazonaws.com`
    : `${endpoint.replace(/\/$/, '')}/${encodeURIComponent(bucket)}`;
}
