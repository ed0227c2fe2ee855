/**
 * Signs a ticket that is a form: S3's POST policy (S3 API reference, "POST policy") by the SDK's createPresignedPost.
 * The SDK's client takes longer to construct than all else together and is asked for a region, keys and a URL only:
 * it gets an object with just these. The tests hold the outcome against the real client's.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { type AwsCredentials, type BucketAddress, formatBucketUrl } from './aws-address.ts';
import type { PlannedPhoto } from './plan-photo.ts';
import { Sha256 } from './sha256.ts';
import { formatTagging } from './tagging.ts';

export interface Signing {
  readonly address: BucketAddress;
  readonly credentials: AwsCredentials;
  readonly now: Date;
  readonly lifeSeconds: number;
}

type Condition = NonNullable<PresignedPostOptions['Conditions']>[number];

/** Makes the form of a photo. Its policy pins every field: bucket, key, type, length, tags, metadata, checksum. */
export function signForm(photo: PlannedPhoto, signing: Signing): Promise<PresignedPost> {
  return createPresignedPost(createSigningClient(signing), toPostOptions(photo, signing));
}

/** What createPresignedPost is asked for. It adds a condition for each field by itself. */
export function toPostOptions(photo: PlannedPhoto, { address, lifeSeconds }: Signing): PresignedPostOptions {
  const length: Condition = ['content-length-range', photo.minBytes, photo.maxBytes];
  return {
    Bucket: address.bucket,
    Key: photo.key,
    Expires: lifeSeconds,
    Conditions: [length],
    Fields: {
      'Content-Type': photo.capture.type,
      success_action_status: '201',
      ...(Object.keys(photo.tags).length === 0 ? {} : { tagging: formatTagging(photo.tags) }),
      ...photo.headers,
    },
  };
}

function createSigningClient({ address, credentials, now }: Signing): S3Client {
  const url = new URL(formatBucketUrl(address));
  const config = {
    systemClockOffset: now.getTime() - Date.now(),
    base64Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString('base64'),
    utf8Decoder: (text: string) => Buffer.from(text),
    sha256: Sha256,
    region: async () => address.region,
    credentials: async () => credentials,
    endpointProvider: () => ({ url }),
    ignoreConfiguredEndpointUrls: true,
  };
  return { config } as unknown as S3Client;
}
