/**
 * What the edge writes into a job's audit log. The id of an event is made of its cause, so that a repeated request,
 * or a storm of them, leaves one event: denials one a minute, reading and asking for money back one an hour, for each person and job.
 */
import { createHash } from 'node:crypto';
import {
  type AuditAction,
  type AuditRecord,
  formatAuditKey,
  formatAuditTime,
  formatAuditWindowKey,
} from '../../origin/audit-log.ts';
import type { RecordKey } from '../../origin/records.ts';
import type { EdgeRequest } from './exchange.ts';
import type { Principal } from './principal.ts';

/** What somebody did in a job, as a route reports it: without the time and the request. */
export interface AuditedAction {
  readonly action: AuditAction;
  readonly jobId: string;
  readonly actor: Pick<Principal, 'subject' | 'name'>;
  readonly photoIds?: readonly string[];
  readonly detail?: AuditRecord['detail'];
  /** What it is the event of, where it is not of the request: it makes the event's id. */
  readonly cause?: readonly string[];
}

const MINUTE_MS = 60_000;
const WINDOW_MS: Partial<Record<AuditAction, number>> = {
  denied: MINUTE_MS,
  'album-read': 60 * MINUTE_MS,
  'link-opened': 60 * MINUTE_MS,
  'refund-asked': 60 * MINUTE_MS,
};

/** An event as it is to be written. */
export interface AuditEntry {
  readonly record: AuditRecord;
  /** Of actions that are bounded: the key of the row of which there is one for each span. Null where every event counts. */
  readonly window: RecordKey | null;
}

/** Makes the event of an action. Of actions that are bounded the first of a span counts, dated when it was made. */
export function toAuditEntry(
  audited: AuditedAction,
  { requestId, from }: Pick<EdgeRequest, 'requestId' | 'from'>,
  now: Date,
): AuditEntry {
  const { action, jobId, actor } = audited;
  const photoIds = audited.photoIds ?? [];
  const record = {
    ...formatAuditKey(jobId, { action, at: now, id: toId(action, actor.subject, ...(audited.cause ?? [requestId])) }),
    job_id: jobId,
    action,
    at: formatAuditTime(now),
    actor: actor.subject,
    actor_name: actor.name,
    photo_ids: photoIds,
    count: photoIds.length,
    from,
    detail: audited.detail ?? {},
  };
  return { record, window: toWindow(audited, now) };
}

function toWindow({ action, jobId, actor }: AuditedAction, now: Date): RecordKey | null {
  const windowMs = WINDOW_MS[action];
  if (windowMs === undefined) return null;
  const startMs = Math.floor(now.getTime() / windowMs) * windowMs;
  return formatAuditWindowKey(jobId, startMs, toId(action, actor.subject));
}

function toId(...cause: readonly string[]): string {
  return createHash('sha256').update(cause.join('|')).digest('base64url').slice(0, 22);
}
