/** Jobs and photos in the records table, as the routes need them. The shapes and keys are origin's contract. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { formatJobKey, formatPhotoRecordKey, type JobRecord, type PhotoRecord } from '../../origin/records.ts';
import type { JobRecords, PhotoChanges, PhotoRecords } from '../core/ports.ts';
import { AppError } from '../problem.ts';
import { callUnless, type DynamodbTable, hasCode, parseItem } from './dynamodb-table.ts';

const REFUSED = 'ConditionalCheckFailedException';

export function createJobRecords(table: DynamodbTable): JobRecords {
  return {
    readJob: (jobId) => table.get<JobRecord>(formatJobKey(jobId)),
    readJobs: (jobIds) => table.getAll<JobRecord>([...new Set(jobIds)].map(formatJobKey)),
  };
}

export function createPhotoRecords(table: DynamodbTable): PhotoRecords {
  return {
    readPhoto: (jobId, photoId) => table.get<PhotoRecord>(formatPhotoRecordKey(jobId, photoId)),

    listPhotos(jobId) {
      const { pk, sk } = formatPhotoRecordKey(jobId, '');
      return table.queryAll({ condition: 'pk = :pk AND begins_with(sk, :sk)', values: { ':pk': pk, ':sk': sk } });
    },

    announce: (record) =>
      callUnless(REFUSED, () =>
        table.call('PutItem', {
          Item: marshall(record, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(pk) OR (#state = :arriving AND #revision = :unedited)',
          ExpressionAttributeNames: { '#state': 'state', '#revision': 'revision' },
          ExpressionAttributeValues: marshall({ ':arriving': 'arriving', ':unedited': 0 }),
        }),
      ),

    withdraw: (jobId, photoId) =>
      callUnless(REFUSED, () =>
        table.call('DeleteItem', {
          Key: marshall({ ...formatPhotoRecordKey(jobId, photoId) }),
          ConditionExpression: '#state = :arriving',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: marshall({ ':arriving': 'arriving' }),
        }),
      ),

    change: (photo, changes, revision) => changePhoto(table, photo, { ...changes, revision: revision + 1 }),
  };
}

async function changePhoto(
  table: DynamodbTable,
  { pk, sk }: PhotoRecord,
  changes: PhotoChanges & { readonly revision: number },
): Promise<PhotoRecord> {
  const update = { ...toUpdate(changes, changes.revision - 1), ReturnValues: 'ALL_NEW' };
  const output = await table.call('UpdateItem', { Key: marshall({ pk, sk }), ...update }).catch((error: unknown) => {
    throw hasCode(error, REFUSED) ? new AppError('edited-meanwhile', { cause: error }) : error;
  });
  const changed = parseItem<PhotoRecord>(output.Attributes);
  if (changed === null) throw new TypeError('UpdateItem gave no attributes.');
  return changed;
}

/** An update expression that sets what has a value, removes what has none, and holds at one revision only. */
function toUpdate(changes: Readonly<Record<string, unknown>>, revision: number) {
  const names = Object.keys(changes);
  const set = names.filter((name) => changes[name] !== undefined).map((name) => `#${name} = :${name}`);
  const removed = names.filter((name) => changes[name] === undefined).map((name) => `#${name}`);
  const values = Object.fromEntries(names.map((name) => [`:${name}`, changes[name]]));
  return {
    UpdateExpression: `SET ${set.join(', ')}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}`,
    ConditionExpression: '#revision = :before',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall({ ...values, ':before': revision }, { removeUndefinedValues: true }),
  };
}
