/**
 * The audit events of the pipeline. Photo, action and version name an event, so that recording it twice is recording it once.
 * Every file is `stored` (and `verified`, where its ticket promised the hash); what came besides the files of its photo, or
 * under a photo that was deleted, is a `later-upload` too, by who sent it.
 */
import { type AuditAction, type AuditRecord, formatAuditKey, formatAuditTime } from '../audit-log.ts';
import { foldFiles } from '../fold-files.ts';
import { type PhotoFile, type PhotoRecord, parseObjectMetadata } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';
import type { VersionFacts } from './ports.ts';

/** Makes the events of a file, by the record that holds it. */
export function composeAudit(record: PhotoRecord, file: PhotoFile): AuditRecord[] {
  const folded = foldFiles(record.files);
  const isOwn = folded?.own.some(({ key }) => key === file.key) ?? false;
  return [
    toEvent('stored', record, file),
    ...(file.is_declared && record.drawn_on === undefined ? [toEvent('verified', record, file)] : []),
    ...(isOwn && !isHidden(record, file) ? [] : [composeLaterUpload(record, file)]),
  ];
}

/** Makes the event of bytes that were there already, sent once more: under another ticket, perhaps. */
export function composeRepeat(record: PhotoRecord, file: PhotoFile): AuditRecord {
  const event = isHidden(record, file) ? composeLaterUpload(record, file) : toEvent('stored', record, file);
  return { ...event, detail: { ...event.detail, repeated: true } };
}

/** Makes the event of a file that was taken away when it came, for it was larger than any may be. */
export function composeNotKept(version: PhotoVersion, { length, storedAt, metadata }: VersionFacts): AuditRecord {
  const { jobId, photoId, key, versionId } = version;
  const { uploader = 'unknown', uploaderName = null } = parseObjectMetadata(metadata);
  const at = new Date(storedAt);
  return {
    ...formatAuditKey(jobId, { action: 'not-kept', at, id: `not-kept-${photoId}-${versionId ?? storedAt}` }),
    job_id: jobId,
    action: 'not-kept',
    at: formatAuditTime(at),
    actor: uploader,
    actor_name: uploaderName,
    photo_ids: [photoId],
    count: 1,
    from: null,
    detail: { key, version_id: versionId, bytes: length, reason: 'too-large' },
  };
}

function composeLaterUpload(record: PhotoRecord, file: PhotoFile): AuditRecord {
  const event = toEvent('later-upload', record, file);
  const { uploaded_by: actor, uploaded_by_name: actor_name } = file;
  return { ...event, actor, actor_name, detail: { ...event.detail, hidden: isHidden(record, file) } };
}

/** It came under a photo that was deleted before, or within the same second: S3 tells no fractions. */
function isHidden({ deleted_at }: PhotoRecord, { stored_at }: PhotoFile): boolean {
  return deleted_at !== undefined && Math.floor(Date.parse(deleted_at) / 1000) * 1000 <= Date.parse(stored_at);
}

function toEvent(action: AuditAction, { job_id: jobId, photo_id: photoId }: PhotoRecord, file: PhotoFile): AuditRecord {
  const at = new Date(file.stored_at);
  const { key, part, version_id, sha256, bytes } = file;
  return {
    ...formatAuditKey(jobId, { action, at, id: `${action}-${photoId}-${version_id ?? sha256}` }),
    job_id: jobId,
    action,
    at: formatAuditTime(at),
    actor: 'system',
    actor_name: null,
    photo_ids: [photoId],
    count: 1,
    from: null,
    detail: { key, part, version_id, sha256, bytes, ...(action === 'verified' ? { verified: true } : {}) },
  };
}
