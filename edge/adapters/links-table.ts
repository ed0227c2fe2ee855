/** Links in the records table. What people do to one is written in one transaction with its audit entry. */
import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { formatLinkKey, LINKS, type LinkRecord } from '../../origin/customer-link.ts';
import { formatJobKey } from '../../origin/records.ts';
import type { LinkName } from '../core/link-secret.ts';
import type { Links } from '../core/ports.ts';
import { AppError } from '../problem.ts';
import { toAuditStatement } from './audit-table.ts';
import { type DynamodbTable, hasCode, type PartiqlStatement } from './dynamodb-table.ts';
import { settleTransaction } from './settle-transaction.ts';

const MAX_TRIES = 8;
const LONGEST_WAIT_MS = 60;

/** @param auditTable name of the table that takes the entries */
export function createLinks(table: DynamodbTable, auditTable: string): Links {
  const read: Links['read'] = ({ jobId, linkId }) => table.get<LinkRecord>(formatLinkKey(jobId, linkId));
  /** Written before, or by somebody else at the same time: either way it stands. */
  const write = (statements: readonly PartiqlStatement[]) =>
    settleTransaction(table.executeAll(statements, randomUUID()), toRefused);
  return {
    read,
    async list(jobId) {
      const condition = 'pk = :pk AND begins_with(sk, :links)';
      const values = { ':pk': formatJobKey(jobId).pk, ':links': LINKS };
      return table.queryAll<LinkRecord>({ condition, values, isConsistent: true });
    },
    async add(link, entry) {
      await table.executeAll([toInsert(table.name, link), toAuditStatement(auditTable, entry)], randomUUID());
    },
    async revoke(name, revokedAt, entry) {
      const update = toUpdate(table.name, name, { revoked_at: revokedAt });
      const onlyOnce = { ...update, Statement: `${update.Statement} AND "revoked_at" IS MISSING` };
      await write([onlyOnce, toAuditStatement(auditTable, entry)]);
    },
    async noteOpening(name, openedAt, { record, window }) {
      const update = toUpdate(table.name, name, { opened_at: openedAt });
      const rows = window === null ? [record] : [window, record];
      await write([update, ...rows.map((row) => toAuditStatement(auditTable, row))]);
    },
    count: (link, plan) => countFiles(table, { link, plan, read }),
  };
}

interface Counting {
  readonly link: LinkRecord;
  readonly plan: Parameters<Links['count']>[1];
  readonly read: Links['read'];
}

/** @throws {AppError} when the link has ended meanwhile (`token-invalid`), or others were in the way all the time (`unavailable`) */
async function countFiles(table: DynamodbTable, { link, plan, read }: Counting): Promise<void> {
  let standing: LinkRecord | null = link;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (standing === null || standing.revoked_at !== undefined) throw new AppError('token-invalid');
    const next = plan(standing);
    if (next === null || (await putCount(table, standing, next))) return;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_WAIT_MS));
    standing = await read({ jobId: link.job_id, linkId: link.link_id });
  }
  throw new AppError('unavailable', { retryAfterSeconds: 2 });
}

/** False where somebody else has counted, or ended the link, since it was read. */
async function putCount(
  table: DynamodbTable,
  { pk, sk, turn }: LinkRecord,
  { counted, bytes }: Pick<LinkRecord, 'counted' | 'bytes'>,
): Promise<boolean> {
  const values = { ':counted': counted, ':bytes': bytes, ':next': turn + 1, ':turn': turn };
  const input = {
    Key: marshall({ pk, sk }),
    UpdateExpression: 'SET #counted = :counted, #bytes = :bytes, #turn = :next',
    ConditionExpression: '#turn = :turn AND attribute_not_exists(#revoked_at)',
    ExpressionAttributeNames: {
      '#counted': 'counted',
      '#bytes': 'bytes',
      '#turn': 'turn',
      '#revoked_at': 'revoked_at',
    },
    ExpressionAttributeValues: marshall(values),
  };
  try {
    await table.call('UpdateItem', input);
    return true;
  } catch (error) {
    if (hasCode(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}

function toInsert(table: string, link: LinkRecord): PartiqlStatement {
  const members = Object.entries(marshall({ ...link }, { removeUndefinedValues: true }));
  const item = members.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO "${table}" VALUE {${item}}`, Parameters: members.map(([, value]) => value) };
}

/** Of a row that is there. */
function toUpdate(
  table: string,
  { jobId, linkId }: LinkName,
  changes: Readonly<Record<string, string>>,
): PartiqlStatement {
  const sets = Object.keys(changes).map((name) => `SET "${name}" = ?`);
  const { pk, sk } = formatLinkKey(jobId, linkId);
  return {
    Statement: `UPDATE "${table}" ${sets.join(' ')} WHERE "pk" = ? AND "sk" = ?`,
    Parameters: [...Object.values(changes), pk, sk].map((value) => marshall({ value }).value),
  };
}

/** A row of the log that is there already, or a link that has changed: nothing was written, and nothing need be. */
function toRefused(reasons: readonly string[]): 'refused' | null {
  const isExpected = reasons.some((reason) => reason === 'DuplicateItem' || reason === 'ConditionalCheckFailed');
  return isExpected ? 'refused' : null;
}
