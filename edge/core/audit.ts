/**
 * What the edge writes into a job's audit trail. The id of an entry is made of its cause, so that a repeated request,
 * or a storm of them, leaves one entry: denials one a minute, reading one an hour, for each person and job.
 */
import { createHash } from 'node:crypto';
import { type AuditAction, type AuditRecord, formatAuditKey } from '../../origin/records.ts';
import type { EdgeRequest } from './exchange.ts';
import type { Principal } from './principal.ts';

export interface Deed {
  readonly action: AuditAction;
  readonly jobId: string;
  readonly actor: Pick<Principal, 'subject' | 'name'>;
  readonly photoIds?: readonly string[];
  readonly detail?: AuditRecord['detail'];
}

const MINUTE_MS = 60_000;
const WINDOW_MS: Partial<Record<AuditAction, number>> = { denied: MINUTE_MS, 'album-read': 60 * MINUTE_MS };

/** Makes the entry of a deed. Of actions that are bounded, all of one window are the same entry, dated at its begin. */
export function toAuditRecord(deed: Deed, { requestId, from }: EdgeRequest, now: Date): AuditRecord {
  const windowMs = WINDOW_MS[deed.action];
  const at = windowMs === undefined ? now : new Date(Math.floor(now.getTime() / windowMs) * windowMs);
  const cause = [deed.action, deed.actor.subject, windowMs === undefined ? requestId : ''].join('|');
  const id = createHash('sha256').update(cause).digest('base64url').slice(0, 22);
  const photoIds = deed.photoIds ?? [];
  return {
    ...formatAuditKey(deed.jobId, at.toISOString(), id),
    job_id: deed.jobId,
    action: deed.action,
    at: at.toISOString(),
    actor: deed.actor.subject,
    actor_name: deed.actor.name,
    photo_ids: photoIds,
    count: photoIds.length,
    from,
    detail: deed.detail ?? {},
  };
}
