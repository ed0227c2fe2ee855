/**
 * Signs a ticket that is a form: S3's POST policy (S3 API reference, "POST policy") by the SDK's createPresignedPost.
 * The SDK's client takes longer to construct than all else together and is asked for a region, keys and a URL only:
 * it gets an object with just these. The tests compare the result with the real client's.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { OBJECT_METADATA } from '../../origin/records.ts';
import { type AwsCredentials, type BucketAddress, formatBucketUrl } from './aws-address.ts';
import type { PlannedPhoto } from './plan-photo.ts';
import { Sha256 } from './sha256.ts';
import { formatTagging } from './tagging.ts';

export interface S3Signing {
  readonly address: BucketAddress;
  readonly credentials: AwsCredentials;
  readonly now: Date;
  readonly lifeSeconds: number;
}

export interface FormSigning extends S3Signing {
  /** The machine's clock, Unix ms. The SDK reads it by itself, and is told how far `now` is from it. */
  readonly readClockMs: () => number;
  /** For a browser without script, the URL of the page that S3 sends it on to. Title and stage are then typed by hand. */
  readonly landing?: string;
}

/** The fields that such a browser's user fills in. S3 takes whatever they hold, so it is checked by whoever reads it. */
export const OPEN_FIELDS = {
  title: `x-amz-meta-${OBJECT_METADATA.title}`,
  stage: `x-amz-meta-${OBJECT_METADATA.stage}`,
} as const;

type Condition = NonNullable<PresignedPostOptions['Conditions']>[number];

/**
 * Makes the form of a photo. Its policy pins every field: bucket, key, type, length, tags, metadata, checksum; with a
 * landing all of them but the open ones, which must be there.
 */
export function signForm(photo: PlannedPhoto, signing: FormSigning): Promise<PresignedPost> {
  return createPresignedPost(createSigningClient(signing), toPostOptions(photo, signing));
}

/** What createPresignedPost is asked for. It adds a condition for each field by itself. */
export function toPostOptions(
  photo: PlannedPhoto,
  { address, lifeSeconds, landing }: Pick<FormSigning, 'address' | 'lifeSeconds' | 'landing'>,
): PresignedPostOptions {
  const length: Condition = ['content-length-range', photo.minBytes, photo.maxBytes];
  const open = Object.values(OPEN_FIELDS).map((name): Condition => ['starts-with', `$${name}`, '']);
  return {
    Bucket: address.bucket,
    Key: photo.key,
    Expires: lifeSeconds,
    Conditions: landing === undefined ? [length] : [length, ...open],
    Fields: {
      'Content-Type': photo.capture.type,
      ...(landing === undefined ? { success_action_status: '201' } : { success_action_redirect: landing }),
      ...(Object.keys(photo.tags).length === 0 ? {} : { tagging: formatTagging(photo.tags) }),
      ...photo.headers,
    },
  };
}

function createSigningClient({ address, credentials, now, readClockMs }: FormSigning): S3Client {
  const url = new URL(formatBucketUrl(address));
  const config = {
    systemClockOffset: now.getTime() - readClockMs(),
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
