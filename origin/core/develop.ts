/**
 * The development of one version, step by step: plan, read and hash, write the record of what is stored, inspect, render, store
 * the images, write the record, the tags, the audit log. What arrived is in the album before anything decodes it, so a decoder
 * that crashes hides nothing. Each step can be repeated: after a crash between any two, or with two workers on one event,
 * the next run ends in the same bytes, the same record, the same audit log. The record says `ready` after the images are
 * written, so what is `ready` has them.
 */
import type { AuditLog } from '../audit-log.ts';
import { PREVIEW_WIDTH, THUMB_WIDTH } from '../photo-key.ts';
import type { EditedFacts, PhotoRecord } from '../records.ts';
import { composeAudit, type StoredFacts } from './compose-audit.ts';
import { composeRecord, type Development } from './compose-record.ts';
import { type Inspection, inspectPhoto, verifyHash } from './inspect-photo.ts';
import type { PhotoVersion } from './photo-version.ts';
import { type DevelopmentPlan, planDevelopment } from './plan-development.ts';
import { ContentionError, type PhotoStore, type PipelinePorts, type StoredPhoto, UnreadableError } from './ports.ts';

/** `gone`: that version no longer exists; `superseded`: a later one has taken its place; `repeated`: done before. */
export type DevelopmentOutcome = 'ready' | 'unreadable' | 'repeated' | 'superseded' | 'gone';

const MAX_WRITES = 8;

export interface DevelopOptions {
  /** Makes record and images again, although the record says that it is done. */
  readonly again?: boolean;
  /** Nobody will try again: what was too slow is called unreadable. Else it is thrown, for the machine may have been busy. */
  readonly isLastTry?: boolean;
}

/**
 * Develops one version. Whatever it throws is transient: the same event may be tried again.
 * @throws {ContentionError} when others kept changing the record
 * @throws {UnreadableError} when rendering took too long and it is not the last try
 */
export async function develop(
  version: PhotoVersion,
  ports: PipelinePorts,
  { again = false, isLastTry = false }: DevelopOptions = {},
): Promise<DevelopmentOutcome> {
  const before = await ports.records.find(version);
  const plan = await settlePlan(version, before, ports.photos);
  if (before && plan === 'complete' && !again) {
    await keepEdits(version, before, ports);
    return completeAudit(version, before, ports.audit);
  }
  const photo = await ports.photos.read(version);
  if (!photo) return 'gone';
  if (plan === 'superseded') return recordAudit(version, photo, ports.audit);
  const edits = before && !again ? null : await ports.photos.readEdits(version);
  const stored =
    before && before.state !== 'arriving' ? before : await writeStored({ version, photo, edits }, before, ports);
  const development = await developImages({ version, photo, edits, isLastTry }, ports);
  const record = await writeRecord(development, stored, ports);
  await recordAudit(version, photo, ports.audit);
  if (!record) return 'superseded';
  await keepEdits(version, record, ports);
  return development.reason === null ? 'ready' : 'unreadable';
}

async function settlePlan(
  version: PhotoVersion,
  record: PhotoRecord | null,
  photos: PhotoStore,
): Promise<DevelopmentPlan> {
  const plan = planDevelopment(version, record);
  if (plan !== 'ask') return plan;
  return (await photos.isCurrent(version)) ? 'develop' : 'superseded';
}

/** Writes what is known before anything is decoded, unless somebody else has written meanwhile; returns what stands then. */
async function writeStored(
  { version, photo, edits }: Omit<Undeveloped, 'isLastTry'>,
  before: PhotoRecord | null,
  { records }: PipelinePorts,
): Promise<PhotoRecord | null> {
  const nothing = { inspection: null, placeholder: null, reason: null };
  const record: PhotoRecord = { ...composeRecord(before, { version, photo, edits, ...nothing }), state: 'stored' };
  return (await records.replace(before, record)) ? record : records.find(version);
}

interface Undeveloped {
  readonly version: PhotoVersion;
  readonly photo: StoredPhoto;
  readonly edits: EditedFacts | null;
  readonly isLastTry: boolean;
}

async function developImages(
  { version, photo, edits, isLastTry }: Undeveloped,
  ports: PipelinePorts,
): Promise<Development> {
  let inspection: Inspection | null = null;
  try {
    inspection = await inspectPhoto(photo.bytes, ports.renderer);
    const bytes = photo.bytes ?? new Uint8Array();
    const { thumb, preview, placeholder, isCutOff } = await ports.renderer.render(bytes, inspection.type);
    await ports.photos.writeDerived({ madeFrom: version, width: THUMB_WIDTH, bytes: thumb });
    await ports.photos.writeDerived({ madeFrom: version, width: PREVIEW_WIDTH, bytes: preview });
    return { version, photo, inspection, placeholder, isCutOff, reason: null, edits };
  } catch (error) {
    if (!(error instanceof UnreadableError) || (error.reason === 'too-slow' && !isLastTry)) throw error;
    return { version, photo, inspection, placeholder: null, reason: error.reason, edits };
  }
}

/** Writes the record unless a later version has written its own; null then. */
async function writeRecord(
  development: Development,
  before: PhotoRecord | null,
  { records, photos }: PipelinePorts,
): Promise<PhotoRecord | null> {
  const { version } = development;
  let current = before;
  for (let writes = 0; writes < MAX_WRITES; writes += 1) {
    const record = composeRecord(current, development);
    if (await records.replace(current, record)) return record;
    current = await records.find(version);
    if ((await settlePlan(version, current, photos)) === 'superseded') return null;
  }
  throw new ContentionError('the record kept changing');
}

/**
 * People may have changed a photo before these bytes of it came: the record knows, and these bytes' tags are to know it too.
 * They may do so again meanwhile, so it ends only when the record is still what was written.
 */
async function keepEdits(
  version: PhotoVersion,
  record: PhotoRecord,
  { photos, records }: PipelinePorts,
): Promise<void> {
  let current: PhotoRecord | null = record;
  for (let writes = 0; writes < MAX_WRITES; writes += 1) {
    if (!current || current.revision === 0 || current.version_id !== version.versionId) return;
    const tagged = await photos.readEdits(version);
    if (tagged && tagged.revision >= current.revision) return;
    await photos.writeEdits(version, current);
    current = await records.find(version);
  }
  throw new ContentionError('the record kept changing');
}

async function completeAudit(version: PhotoVersion, record: PhotoRecord, audit: AuditLog): Promise<DevelopmentOutcome> {
  const { version_id: versionId, uploaded_at: storedAt, bytes, sha256, verified } = record;
  if (storedAt && bytes !== null && sha256) {
    await appendAudit(version, { versionId, storedAt, bytes, sha256, verified }, audit);
  }
  return 'repeated';
}

async function recordAudit(version: PhotoVersion, photo: StoredPhoto, audit: AuditLog): Promise<'superseded'> {
  const { versionId, storedAt, length: bytes, sha256 } = photo;
  await appendAudit(version, { versionId, storedAt, bytes, sha256, verified: verifyHash(photo) }, audit);
  return 'superseded';
}

async function appendAudit(version: PhotoVersion, facts: StoredFacts, audit: AuditLog): Promise<void> {
  for (const entry of composeAudit(version, facts)) await audit.append(entry);
}
