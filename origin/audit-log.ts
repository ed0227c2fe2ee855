/**
 * The audit log of the jobs: what an event of it holds, and the one way in which it is written. Its table takes nothing
 * but {@link formatAuditInsert}: the roles that write it hold `dynamodb:PartiQLInsert` alone, for INSERT is the one
 * write of DynamoDB that cannot replace a row (docs/decisions/0001-audit-log-table.md). So no PutItem, BatchWriteItem, UpdateItem
 * or DeleteItem is allowed there; Query is, to who may read the log.
 */
import type { RecordKey } from './records.ts';

/** Port of whoever writes the log. */
export interface AuditLog {
  /** Appends an event; one that is there already stays as it is. */
  append(record: AuditRecord): Promise<void>;
}

export const AUDIT_ACTIONS = [
  'tickets-issued',
  'denied',
  'stored',
  'verified',
  'edited',
  'deleted',
  'restored',
  'album-read',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditRecord extends RecordKey {
  readonly job_id: string;
  readonly action: AuditAction;
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string;
  /** Subject of who did it; `system` for the pipeline. */
  readonly actor: string;
  /** As that person was called then; null for the pipeline, and where the token did not tell. */
  readonly actor_name: string | null;
  readonly photo_ids: readonly string[];
  readonly count: number;
  /** Country and network address as CloudFront saw them; null for the pipeline. */
  readonly from: {
    readonly country: string | null;
    readonly address: string | null;
  } | null;
  /** What changed, or why it was denied: a problem code. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** The key of an event: sorts by time, and `id` (stable per cause) makes a repeated write the same event. */
export function formatAuditKey(jobId: string, at: string, id: string): RecordKey {
  return { pk: `JOB#${jobId}`, sk: `AUDIT#${at}#${id}` };
}

/** A PartiQL statement and the values of its question marks, as the document client's ExecuteStatement takes them. */
export interface AuditInsert {
  readonly Statement: string;
  readonly Parameters: unknown[];
}

/**
 * Makes the one statement that the audit table takes. DynamoDB answers `DuplicateItemException` when the row is there
 * already: the event was written before, so a repeated write counts it as done.
 */
export function formatAuditInsert(auditTable: string, record: AuditRecord): AuditInsert {
  const attributes = Object.entries(record);
  const item = attributes.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO "${auditTable}" VALUE {${item}}`, Parameters: attributes.map(([, value]) => value) };
}
