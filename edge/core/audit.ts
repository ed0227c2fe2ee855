/**
 * What the edge writes into a job's audit log. The id of an event is made of its cause, so that a repeated request,
 * or a storm of them, leaves one event: denials one a minute, reading one an hour, for each person and job.
 */
import { createHash } from 'node:crypto';
import { type AuditAction, type AuditRecord, formatAuditKey } from '../../origin/audit-log.ts';
import type { EdgeRequest } from './exchange.ts';
import type { Principal } from './principal.ts';

/** What somebody did in a job, as a route reports it: without the time and the request. */
export interface AuditedAction {
  readonly action: AuditAction;
  readonly jobId: string;
  readonly actor: Pick<Principal, 'subject' | 'name'>;
  readonly photoIds?: readonly string[];
  readonly detail?: AuditRecord['detail'];
}

const MINUTE_MS = 60_000;
const WINDOW_MS: Partial<Record<AuditAction, number>> = { denied: MINUTE_MS, 'album-read': 60 * MINUTE_MS };

/** Makes the record of an action. Of actions that are bounded, all of one window are the same event, dated at its beginning. */
export function toAuditRecord(audited: AuditedAction, { requestId, from }: EdgeRequest, now: Date): AuditRecord {
  const windowMs = WINDOW_MS[audited.action];
  const at = windowMs === undefined ? now : new Date(Math.floor(now.getTime() / windowMs) * windowMs);
  const cause = [audited.action, audited.actor.subject, windowMs === undefined ? requestId : ''].join('|');
  const id = createHash('sha256').update(cause).digest('base64url').slice(0, 22);
  const photoIds = audited.photoIds ?? [];
  return {
    ...formatAuditKey(audited.jobId, at.toISOString(), id),
    job_id: audited.jobId,
    action: audited.action,
    at: at.toISOString(),
    actor: audited.actor.subject,
    actor_name: audited.actor.name,
    photo_ids: photoIds,
    count: photoIds.length,
    from,
    detail: audited.detail ?? {},
  };
}
