/** Lists the photos that have left a job, by what the bucket says of their moves. */
import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { PhotoName } from '../../origin/photo-key.ts';
import { MOVES_PREFIX, parseMoveKey } from '../../origin/photo-move.ts';

interface MovesOf {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** @param jobId that they have left; null: of every job */
export async function listMoves({ s3, bucket }: MovesOf, jobId: string | null): Promise<PhotoName[]> {
  const moves: PhotoName[] = [];
  const Prefix = jobId === null ? MOVES_PREFIX : `${MOVES_PREFIX}${jobId}/`;
  let ContinuationToken: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken }),
    );
    moves.push(...(page.Contents ?? []).flatMap(({ Key = '' }) => parseMoveKey(Key) ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return moves;
}
