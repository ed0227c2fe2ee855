/** What a function may do that writes photos into their albums, and makes no images. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ALBUM_INDEX } from '../../origin/album-index.ts';
import { MOVES_PREFIX } from '../../origin/photo-move.ts';
import { formatJobKey } from '../../origin/record-key.ts';
import type { Records } from './records.ts';
import { useKey } from './uploads-key.ts';

/** Rows of jobs: the only ones that such a function touches. */
export const JOBS_ONLY = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${formatJobKey('').pk}*`] } };

export function toRecordingStatements(uploads: IBucket, records: Records): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadOriginals',
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
      resources: [uploads.arnForObjects('jobs/*')],
    }),
    new PolicyStatement({
      sid: 'NameByBytesAndWriteEditTags',
      actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectVersionTagging'],
      resources: [uploads.arnForObjects('jobs/*')],
    }),
    new PolicyStatement({
      sid: 'HideUnderDeletedPhotosAndTakeRepeatsBack',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: ['jobs/*', 'thumbs/*'].map((pattern) => uploads.arnForObjects(pattern)),
    }),
    new PolicyStatement({
      sid: 'ReadAndKeepMoves',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [uploads.arnForObjects(`${MOVES_PREFIX}*`)],
    }),
    new PolicyStatement({
      sid: 'SeeDerivedImages',
      actions: ['s3:GetObject'],
      resources: [uploads.arnForObjects('thumbs/*')],
    }),
    new PolicyStatement({
      sid: 'DistinguishMissingFromForbidden',
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resources: [uploads.bucketArn],
      conditions: { StringLike: { 's3:prefix': ['jobs/*', 'thumbs/*', `${MOVES_PREFIX}*`] } },
    }),
    ...useKey(uploads, 'read', 'write'),
    ...toRecordStatements(records),
  ];
}

function toRecordStatements(records: Records): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadAndWriteRecords',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [records.table.tableArn],
      conditions: JOBS_ONLY,
    }),
    new PolicyStatement({
      sid: 'FindCovers',
      actions: ['dynamodb:Query'],
      resources: [`${records.table.tableArn}/index/${ALBUM_INDEX}`],
      conditions: JOBS_ONLY,
    }),
    new PolicyStatement({
      sid: 'AppendToAuditLog',
      actions: ['dynamodb:PartiQLInsert'],
      resources: [records.audit.tableArn],
    }),
  ];
}
