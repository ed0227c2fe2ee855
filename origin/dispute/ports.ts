/** The ports of whoever makes evidence: Stripe, the rows, and what is known of the disputed booking. */
import type { AuditRecord } from '../audit-log.ts';
import type { BookingRecord } from '../booking-record.ts';
import type { EvidenceRecord } from '../evidence-record.ts';
import type { JobRecord } from '../job-records.ts';
import type { PhotoRecord } from '../records.ts';

export interface EvidencePorts {
  readonly rows: EvidenceRows;
  readonly disputes: DisputePort;
  readonly cases: CaseReader;
  readonly pictures: PictureReader;
  /** Draws the document; the same case gives the same bytes. */
  draw(document: EvidenceDocument): Promise<DrawnEvidence>;
  now(): Date;
}

export interface EvidenceRows {
  read(disputeId: string): Promise<EvidenceRecord | null>;
  /**
   * Writes it, with its audit entry, in one transaction, if `before` still stands there (null: nothing does).
   * @returns false when somebody was quicker
   */
  replace(before: EvidenceRecord | null, after: EvidenceRecord, entry: AuditRecord | null): Promise<boolean>;
}

export interface DisputePort {
  read(disputeId: string): Promise<StripeDispute>;
  /** @returns Stripe's id of the file */
  upload(document: Uint8Array, name: string): Promise<string>;
  /**
   * Attaches it as a draft. It is never submitted here: only people do that, at Stripe.
   * @returns `too-long` when it has more pages than the card's network takes, by Stripe's own reckoning; then nothing was attached
   */
  attach(disputeId: string, fileId: string, texts: Partial<EvidenceTexts>): Promise<'attached' | 'too-long'>;
}

/** What is read of a dispute at Stripe. */
export interface StripeDispute {
  readonly dispute_id: string;
  readonly status: string;
  readonly reason: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string | null;
  /** Unix seconds. */
  readonly created: number;
  readonly due_by: number | null;
  /** The file that stands there as evidence of the service; null: none does. */
  readonly file_id: string | null;
  /** Members of the evidence that somebody has filled. */
  readonly filled: readonly string[];
}

/** Stripe's own members of evidence that are texts; exact where the document has no letters for a script. */
export interface EvidenceTexts {
  readonly customer_name: string;
  readonly customer_email_address: string;
  readonly service_date: string;
  readonly product_description: string;
  readonly refund_policy_disclosure: string;
  readonly uncategorized_text: string;
}

export interface CaseReader {
  /** Null: there is no such booking. */
  read(bookingId: string): Promise<DisputedCase | null>;
}

export interface DisputedCase {
  readonly booking: BookingRecord;
  readonly job: JobRecord | null;
  /** All that are in the job's album, the earliest first. */
  readonly photos: readonly PhotoRecord[];
  /** The earliest first. */
  readonly audit: readonly AuditRecord[];
}

export interface PictureReader {
  /** A JPEG of at most so many bytes; null: no picture of it can be had. */
  read(photo: PhotoRecord, maxBytes: number): Promise<EvidencePicture | null>;
}

export interface EvidencePicture {
  /** JPEG. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The document, ready to be drawn: texts in the order in which they are read. */
export interface EvidenceDocument {
  readonly title: string;
  /** ISO 8601: written into the file, so that the same case gives the same bytes. */
  readonly made_at: string;
  readonly sections: readonly EvidenceSection[];
}

export interface EvidenceSection {
  readonly heading: string;
  readonly startsPage: boolean;
  readonly blocks: readonly EvidenceBlock[];
}

export type EvidenceBlock =
  | { readonly kind: 'fact'; readonly name: string; readonly value: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly picture: EvidencePicture; readonly lines: readonly string[] };

export interface DrawnEvidence {
  readonly bytes: Uint8Array;
  readonly pages: number;
}
