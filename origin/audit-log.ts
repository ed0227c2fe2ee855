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
  'later-upload',
  'not-kept',
  'edited',
  'deleted',
  'restored',
  'moved',
  'original-asked',
  'seen',
  'note-added',
  'note-taken-back',
  'album-read',
  'job-made',
  'job-changed',
  'photos-removed',
  'link-made',
  'link-opened',
  'link-revoked',
  'refund-asked',
  'evidence-drafted',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditRecord extends RecordKey {
  readonly job_id: string;
  readonly action: AuditAction;
  /** ISO 8601, UTC, whole seconds: S3 dates what it stores no finer, and all events are told at one precision. */
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

/** Within a second: first what was announced, then what arrived and what was found of it, then what people did. */
const ORDER: Readonly<Partial<Record<AuditAction, number>>> = { 'tickets-issued': 0, stored: 1, verified: 2 };
const LAST_IN_ORDER = 3;

export interface AuditMoment {
  readonly action: AuditAction;
  readonly at: Date;
  /** Stable per cause: it makes a repeated write the same event. */
  readonly id: string;
}

/** The key of an event: sorts by the second, and within it by the order of things, then by the clock. */
export function formatAuditKey(jobId: string, { action, at, id }: AuditMoment): RecordKey {
  const milliseconds = String(at.getUTCMilliseconds()).padStart(3, '0');
  const order = `${ORDER[action] ?? LAST_IN_ORDER}${milliseconds}`;
  return { pk: `JOB#${jobId}`, sk: `AUDIT#${formatAuditTime(at)}#${order}#${id}` };
}

/** ISO 8601, UTC, whole seconds. */
export function formatAuditTime(at: Date): string {
  return new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
}

/**
 * The key of a row that says: an event of this kind is written for this span of time. Written in one transaction with the
 * event, it makes the first one the only one, dated when it happened.
 */
export function formatAuditWindowKey(jobId: string, startMs: number, id: string): RecordKey {
  return { pk: `JOB#${jobId}`, sk: `WINDOW#${new Date(startMs).toISOString()}#${id}` };
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
export function formatAuditInsert(auditTable: string, row: AuditRecord | RecordKey): AuditInsert {
  const attributes = Object.entries(row);
  const item = attributes.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO "${auditTable}" VALUE {${item}}`, Parameters: attributes.map(([, value]) => value) };
}
