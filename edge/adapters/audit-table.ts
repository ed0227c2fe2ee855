/** The audit log: inserted into and read, never changed (docs/decisions/0001-audit-log-table.md). */
import { marshall } from '@aws-sdk/util-dynamodb';
import { type AuditRecord, formatAuditInsert } from '../../origin/audit-log.ts';
import { formatJobKey, type RecordKey } from '../../origin/records.ts';
import type { ReadableAuditLog } from '../core/ports.ts';
import { AwsError } from './aws-client.ts';
import { callUnless, type DynamodbTable, type PartiqlStatement } from './dynamodb-table.ts';

const EVENTS_PER_PAGE = 100;

/** The statement that writes a row of the audit log. */
export function toAuditStatement(table: string, row: AuditRecord | RecordKey): PartiqlStatement {
  const { Statement, Parameters } = formatAuditInsert(table, row);
  return { Statement, Parameters: Parameters.map((value) => marshall({ value }).value) };
}

export function createReadableAuditLog(table: DynamodbTable): ReadableAuditLog {
  const toStatement = (row: AuditRecord | RecordKey) => toAuditStatement(table.name, row);
  return {
    list(jobId, cursor) {
      const { pk } = formatJobKey(jobId);
      const query = { condition: 'pk = :pk AND begins_with(sk, :sk)', values: { ':pk': pk, ':sk': 'AUDIT#' } };
      return table.query<AuditRecord>({ ...query, isNewestFirst: true, limit: EVENTS_PER_PAGE }, cursor);
    },
    append(record) {
      const { Statement, Parameters } = toStatement(record);
      return callUnless('DuplicateItemException', () => table.insert(Statement, Parameters));
    },
    appendFirst: (record, window) =>
      table.executeAll([toStatement(window), toStatement(record)]).catch((error: unknown) => {
        if (!(error instanceof AwsError) || !error.reasons.includes('DuplicateItem')) throw error;
      }),
  };
}
