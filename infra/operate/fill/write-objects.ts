/** Writes objects of filled photos into the bucket of a local run, as a ticket and the pipeline would have, without a word to the pipeline. */
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { toVersionId } from '../../../origin/adapters/list-versions.ts';
import { formatThumbKey, PREVIEW_WIDTH, THUMB_WIDTH } from '../../../origin/photo-key.ts';
import type { InventedPhoto } from './invent-photos.ts';

/** Of a write to the bucket of a local run: nobody is told of it (infra/local/aws/README.md). */
const WITHOUT_EVENT = { 'x-local-notifications': 'off' } as const;
const METADATA_PREFIX = 'x-amz-meta-';

export interface Objects {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** What a planned photo says of itself, by the names of S3's user metadata. */
export function readPlannedMetadata({ planned }: InventedPhoto): Readonly<Record<string, string>> {
  const entries = Object.entries(planned.headers).filter(([name]) => name.startsWith(METADATA_PREFIX));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(METADATA_PREFIX.length), value]));
}

/** The derived images first, as the pipeline does: who sees the photo sees its images. Returns the photo's version. */
export async function writePhotoObjects({ s3, bucket }: Objects, photo: InventedPhoto): Promise<string | null> {
  const { planned, sample, jobId } = photo;
  const name = { jobId, photoId: planned.photoId, sha256: sample.sha256 };
  const CacheControl = planned.headers['Cache-Control'];
  const derived = { Bucket: bucket, ContentType: 'image/webp', CacheControl };
  const put = (input: PutObjectCommandInput) => s3.send(withoutEvent(new PutObjectCommand(input)));
  await Promise.all([
    put({ ...derived, Key: formatThumbKey(name, THUMB_WIDTH), Body: sample.thumb }),
    put({ ...derived, Key: formatThumbKey(name, PREVIEW_WIDTH), Body: sample.preview }),
  ]);
  const { VersionId } = await put({
    Bucket: bucket,
    Key: planned.key,
    Body: sample.bytes,
    ContentType: planned.capture.type,
    CacheControl,
    Metadata: { ...readPlannedMetadata(photo) },
    Tagging: new URLSearchParams(planned.tags).toString(),
    ChecksumSHA256: Buffer.from(sample.sha256, 'hex').toString('base64'),
  });
  return toVersionId(VersionId);
}

function withoutEvent(command: PutObjectCommand): PutObjectCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args as { request: { headers: Record<string, string> } };
      Object.assign(request.headers, WITHOUT_EVENT);
      return next(args);
    },
    { step: 'build' },
  );
  return command;
}
