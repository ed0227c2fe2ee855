/** The audit log: inserted into and read, never changed (docs/decisions/0001-audit-log-table.md). */
import { marshall } from '@aws-sdk/util-dynamodb';
import { type AuditRecord, formatAuditInsert } from '../../origin/audit-log.ts';
import { formatJobKey } from '../../origin/records.ts';
import type { ReadableAuditLog } from '../core/ports.ts';
import { callUnless, type DynamodbTable } from './dynamodb-table.ts';

const EVENTS_PER_PAGE = 100;

export function createReadableAuditLog(table: DynamodbTable): ReadableAuditLog {
  return {
    list(jobId, cursor) {
      const query = { condition: 'pk = :pk', values: { ':pk': formatJobKey(jobId).pk } };
      return table.query<AuditRecord>({ ...query, isNewestFirst: true, limit: EVENTS_PER_PAGE }, cursor);
    },
    append(record) {
      const { Statement, Parameters } = formatAuditInsert(table.name, record);
      const values = Parameters.map((value) => marshall({ value }).value);
      return callUnless('DuplicateItemException', () => table.insert(Statement, values));
    },
  };
}
