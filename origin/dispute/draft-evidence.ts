/**
 * Answers a dispute with a draft: makes the document, gives it to Stripe, attaches it. It is never submitted here. Each step is safe to
 * repeat: the row says which file counts before it is attached, so whatever comes twice, at once, or breaks off, one document does. A
 * file that was uploaded when it broke off before the row is attached to nothing.
 */
import { createHash } from 'node:crypto';
import { type AuditRecord, formatAuditKey, formatAuditTime } from '../audit-log.ts';
import {
  type EvidenceRecord,
  type EvidenceRequest,
  type EvidenceState,
  formatEvidenceKey,
  isEvidenceSettled,
  takesEvidence,
} from '../evidence-record.ts';
import { toEvidenceTexts } from './compose-evidence.ts';
import { EVIDENCE_BOUNDS, makeDocument } from './make-document.ts';
import type { DisputedCase, DrawnEvidence, EvidencePorts, EvidenceTexts, StripeDispute } from './ports.ts';

/** `known`: all was done before; `wrong-booking`: the dispute is of another payment, nothing is done. */
export type DraftOutcome = 'drafted' | 'theirs' | 'over' | 'known' | 'no-booking' | 'wrong-booking';

export async function draftEvidence(asked: EvidenceRequest, ports: EvidencePorts): Promise<DraftOutcome> {
  const standing = await ports.rows.read(asked.dispute_id);
  if (isEvidenceSettled(standing)) return 'known';
  const [dispute, found] = await Promise.all([
    ports.disputes.read(asked.dispute_id),
    ports.cases.read(asked.booking_id),
  ]);
  if (found === null) return 'no-booking';
  if (!isOf(dispute, found)) return 'wrong-booking';
  const context: Drafting = { ports, dispute, found };
  if (!takesEvidence(dispute.status)) return settle(context, standing, 'over');
  // Attached, and broken off before it was written down; or somebody was quicker than we.
  if (dispute.file_id !== null) {
    return settle(context, standing, dispute.file_id === standing?.file_id ? 'drafted' : 'theirs');
  }
  let uploaded = standing ?? (await upload(context, null));
  while (!isEvidenceSettled(uploaded)) {
    const texts = withoutFilled(toEvidenceTexts(found, uploaded.sha256 ?? ''), dispute);
    const outcome = await ports.disputes.attach(dispute.dispute_id, uploaded.file_id ?? '', texts);
    if (outcome === 'attached') return settle(context, uploaded, 'drafted');
    uploaded = await upload(context, uploaded);
  }
  return 'known';
}

interface Drafting {
  readonly ports: EvidencePorts;
  readonly dispute: StripeDispute;
  readonly found: DisputedCase;
}

/** Whoever asks names a booking and a dispute: only Stripe says that the one is of the other. */
function isOf({ payment_intent }: StripeDispute, { booking }: DisputedCase): boolean {
  return booking.sessions.some(
    (session) => session.payment_intent !== null && session.payment_intent === payment_intent,
  );
}

/**
 * Of two at once, one writes the row; its file is the one that both attach.
 * @param tooLong the row of one that Stripe does not take: what comes in its place has fewer pages
 */
async function upload(context: Drafting, tooLong: EvidenceRecord | null): Promise<EvidenceRecord> {
  const { ports, dispute, found } = context;
  const pages = tooLong === null ? EVIDENCE_BOUNDS.pages : tooLong.pages - 1;
  const drawn = await makeDocument(found, dispute, { ...ports, bounds: { ...EVIDENCE_BOUNDS, pages } });
  const file_id = await ports.disputes.upload(drawn.bytes, `evidence-${found.booking.booking_id}.pdf`);
  const record = toRecord(context, 'uploaded', { file_id, drawn });
  if (await ports.rows.replace(tooLong, record, null)) return record;
  const theirs = await ports.rows.read(dispute.dispute_id);
  if (theirs?.file_id) return theirs;
  throw new Error('The row of the evidence went while it was written.');
}

async function settle(
  context: Drafting,
  before: EvidenceRecord | null,
  state: 'drafted' | 'theirs' | 'over',
): Promise<DraftOutcome> {
  const { ports, found } = context;
  const after = { ...(before ?? toRecord(context, state, null)), state, at: ports.now().toISOString() };
  const entry = state === 'drafted' ? toEntry(after, found.booking.job_id, ports.now()) : null;
  return (await ports.rows.replace(before, after, entry)) ? state : 'known';
}

interface Made {
  readonly file_id: string;
  readonly drawn: DrawnEvidence;
}

function toRecord({ ports, dispute, found }: Drafting, state: EvidenceState, made: Made | null): EvidenceRecord {
  const { dispute_id } = dispute;
  const { booking_id, job_id } = found.booking;
  return {
    ...formatEvidenceKey(dispute_id),
    ...{ dispute_id, booking_id, job_id, state },
    file_id: made?.file_id ?? null,
    sha256: made === null ? null : createHash('sha256').update(made.drawn.bytes).digest('hex'),
    pages: made?.drawn.pages ?? 0,
    at: ports.now().toISOString(),
  };
}

function toEntry({ dispute_id, file_id, sha256, pages }: EvidenceRecord, jobId: string, at: Date): AuditRecord {
  const action = 'evidence-drafted';
  return {
    ...formatAuditKey(jobId, { action, at, id: dispute_id }),
    ...{ job_id: jobId, action, at: formatAuditTime(at), actor: 'system', actor_name: null },
    ...{ photo_ids: [], count: 0, from: null, detail: { dispute: dispute_id, file: file_id, sha256, pages } },
  };
}

/** What people have written at Stripe stays. */
function withoutFilled(texts: EvidenceTexts, { filled }: StripeDispute): Partial<EvidenceTexts> {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !filled.includes(name)));
}
