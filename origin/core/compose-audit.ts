/** What the pipeline tells the audit trail. Key and version name an entry, so telling it twice is telling it once. */
import { type AuditAction, type AuditRecord, formatAuditKey } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';

export interface Testimony {
  readonly versionId: string | null;
  /** ISO 8601, UTC: when S3 had it. */
  readonly storedAt: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly verified: boolean | null;
}

/** Makes the entries of one version: that it was stored, and, where a hash was promised, whether it was kept. */
export function composeAudit(version: PhotoVersion, testimony: Testimony): AuditRecord[] {
  const { sha256, verified, bytes } = testimony;
  const detail = { key: version.key, version_id: testimony.versionId, sha256 };
  const entry = (action: AuditAction, more: AuditRecord['detail']): AuditRecord => {
    const at = new Date(testimony.storedAt).toISOString();
    return {
      ...formatAuditKey(version.jobId, at, `${action}-${version.photoId}-${testimony.versionId ?? sha256}`),
      job_id: version.jobId,
      action,
      at,
      actor: 'system',
      actor_name: null,
      photo_ids: [version.photoId],
      count: 1,
      from: null,
      detail: { ...detail, ...more },
    };
  };
  const stored = entry('stored', { bytes });
  return verified === null ? [stored] : [stored, entry('verified', { verified })];
}
