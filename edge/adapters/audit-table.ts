/** The audit log: inserted into and read, never changed (docs/decisions/0001-audit-log-table.md). */
import { marshall } from '@aws-sdk/util-dynamodb';
import { type AuditRecord, formatAuditInsert } from '../../origin/audit-log.ts';
import { formatJobKey } from '../../origin/records.ts';
import { type CursorPage, callUnless, type DynamodbTable } from './dynamodb-table.ts';

export interface ReadableAuditLog {
  /** Newest first. */
  list(jobId: string, cursor: string | null): Promise<CursorPage<AuditRecord>>;
  /** An event that is there already stays as it is. */
  append(record: AuditRecord): Promise<void>;
}

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
