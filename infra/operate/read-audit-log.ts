/** A job's audit log, newest first, and its rows as a table or as CSV (RFC 4180). */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../../origin/audit-log.ts';
import { formatJobKey } from '../../origin/records.ts';

export interface ReadAuditLogOptions {
  readonly auditTable: string;
  readonly jobId: string;
}

export const AUDIT_LOG_COLUMNS = [
  'at',
  'action',
  'actor',
  'actor_name',
  'count',
  'photo_ids',
  'country',
  'address',
  'detail',
] as const;

/** Reads page by page. */
export async function* readAuditLog(
  documents: DynamoDBDocumentClient,
  { auditTable, jobId }: ReadAuditLogOptions,
): AsyncGenerator<AuditRecord> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: auditTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': formatJobKey(jobId).pk, ':sk': 'AUDIT#' },
        ScanIndexForward: false,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const item of page.Items ?? []) yield item as AuditRecord;
    start = page.LastEvaluatedKey;
  } while (start);
}

/** The cells of an entry, in the order of AUDIT_LOG_COLUMNS. */
export function toCells({ at, action, actor, actor_name, count, photo_ids, from, detail }: AuditRecord): string[] {
  const places = [from?.country ?? '', from?.address ?? ''];
  return [at, action, actor, actor_name ?? '', String(count), photo_ids.join(' '), ...places, formatDetail(detail)];
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function formatCsvRow(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell));
  return safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** One line for a terminal; control characters, which could steer it, are left out. */
export function formatTextRow(cells: readonly string[]): string {
  return cells
    .filter((cell) => cell !== '')
    .join('  ')
    .replace(/\p{Cc}/gu, '');
}

function formatDetail(detail: AuditRecord['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
