/**
 * What became of the evidence for a dispute. It stands in the records table, apart from the booking, so that whoever makes
 * evidence can write no booking:
 *
 * | pk                  | sk       | what           |
 * |---------------------|----------|----------------|
 * | EVIDENCE#dispute_id | EVIDENCE | EvidenceRecord |
 */
import type { RecordKey } from './record-key.ts';

/**
 * `uploaded`: Stripe has the document, the dispute not yet; `drafted`: it is attached to the dispute, not submitted; `theirs`: somebody
 * has attached another one, which stays; `over`: the dispute takes no evidence any more.
 */
export type EvidenceState = 'uploaded' | 'drafted' | 'theirs' | 'over';

export interface EvidenceRecord extends RecordKey {
  readonly dispute_id: string;
  readonly booking_id: string;
  readonly job_id: string;
  readonly state: EvidenceState;
  /** Stripe's, of the document; null where none was made. */
  readonly file_id: string | null;
  /** SHA-256 of the document, hex. */
  readonly sha256: string | null;
  readonly pages: number;
  /** ISO 8601, UTC: when it came to this state. */
  readonly at: string;
}

/** What asks for evidence: a message of the queue. */
export interface EvidenceRequest {
  readonly booking_id: string;
  readonly dispute_id: string;
}

/** Stripe's states of a dispute in which it takes evidence. */
const ANSWERABLE = ['needs_response', 'warning_needs_response'];

export function formatEvidenceKey(disputeId: string): RecordKey {
  return { pk: `EVIDENCE#${disputeId}`, sk: 'EVIDENCE' };
}

export function takesEvidence(disputeStatus: string): boolean {
  return ANSWERABLE.includes(disputeStatus);
}

/** Whether nothing is left to be done. */
export function isEvidenceSettled(record: Pick<EvidenceRecord, 'state'> | null): boolean {
  return record !== null && record.state !== 'uploaded';
}
