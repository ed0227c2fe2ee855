/** The audit events of the pipeline. Key and version name an event, so that recording it twice is recording it once. */
import { type AuditAction, type AuditRecord, formatAuditKey, formatAuditTime } from '../audit-log.ts';
import type { PhotoVersion } from './photo-version.ts';

export interface StoredFacts {
  readonly versionId: string | null;
  /** ISO 8601, UTC: when S3 had it. */
  readonly storedAt: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly verified: boolean | null;
}

/** Makes the events of one version: that it was stored, and, where a hash was declared, whether it holds. */
export function composeAudit(version: PhotoVersion, facts: StoredFacts): AuditRecord[] {
  const { sha256, verified, bytes } = facts;
  const detail = { key: version.key, version_id: facts.versionId, sha256 };
  const toRecord = (action: AuditAction, more: AuditRecord['detail']): AuditRecord => {
    const at = new Date(facts.storedAt);
    const id = `${action}-${version.photoId}-${facts.versionId ?? sha256}`;
    return {
      ...formatAuditKey(version.jobId, { action, at, id }),
      job_id: version.jobId,
      action,
      at: formatAuditTime(at),
      actor: 'system',
      actor_name: null,
      photo_ids: [version.photoId],
      count: 1,
      from: null,
      detail: { ...detail, ...more },
    };
  };
  const stored = toRecord('stored', { bytes });
  return verified === null ? [stored] : [stored, toRecord('verified', { verified })];
}
