/** A disputed booking for tests: what stands in the rows of it, its job, photos and audit log. */
import { type AuditRecord, formatAuditKey } from '../../../origin/audit-log.ts';
import { type BookingRecord, formatBookingKey } from '../../../origin/booking-record.ts';
import { formatPhotoRecordKey, type PhotoRecord, type Stage } from '../../../origin/records.ts';
import { findTermsText, hashTerms } from '../../../origin/terms.ts';

const TERMS_TEXT = findTermsText('2026-11-01', 'en') ?? '';
export const BOOKING_ID = `b-${'1'.repeat(20)}`;

export function toDisputedBooking(payment: string, more: Partial<BookingRecord> = {}): BookingRecord {
  const session = { session_id: 'cs_1', url: null, expires_at: 0, state: 'paid', failure: null } as const;
  return {
    ...formatBookingKey(BOOKING_ID),
    ...{ booking_id: BOOKING_ID, job_id: BOOKING_ID, created_at: '2026-11-30T09:00:00.000Z' },
    ...{ secret_hash: 'a'.repeat(64), made_of: 'b'.repeat(64), language: 'en', origin: 'https://example.com' },
    order: {
      currency: 'usd',
      lines: [{ id: 'half', name: 'Half truck', quantity: 1, unit_amount: 24_900 }],
      amount: 24_900,
    },
    slot: { day: '2026-12-01', half_day: 'morning', starts_at: '2026-12-01T13:00:00.000Z' },
    ...{ holds_slot: true, name: 'Ada Byron', phone: '+1 555 0100', email: 'ada@example.com' },
    ...{ address: '12 Pine Road, Springfield', note: '', terms: '2026-11-01', terms_sha256: hashTerms(TERMS_TEXT) },
    sessions: [{ ...session, attempt: 1, payment_intent: payment }],
    ...{ refunds: [], disputes: [], state: 'disputed', expires_at: null, revision: 3 },
    ...more,
  };
}

export interface ProvenPhoto {
  readonly number: number;
  readonly stage: Stage | null;
  readonly sha256: string;
  /** Absent: that of the photo. */
  readonly images_of?: string | null;
}

export function toProvenPhoto({ number, stage, sha256, images_of = sha256 }: ProvenPhoto): PhotoRecord {
  const photo_id = `0000000${number % 10}-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const minute = String(number % 60).padStart(2, '0');
  return {
    ...formatPhotoRecordKey(BOOKING_ID, photo_id),
    ...{
      job_id: BOOKING_ID,
      photo_id,
      key: `jobs/${BOOKING_ID}/${photo_id}/${sha256}.jpg`,
      part: 'photo',
      state: 'ready',
    },
    ...{ type: 'image/jpeg', title: `Photo ${number}`, stage, taken_at: `2026-12-01T14:${minute}:00Z` },
    ...{ taken_at_source: 'client', uploaded_at: `2026-12-01T15:${minute}:00.000Z`, uploaded_by: 'worker-1' },
    ...{ uploaded_by_name: 'Wanda', bytes: 1, width: 800, height: 600, placeholder: null, sha256, verified: true },
    ...{ camera: null, location: null, version_id: null, images_of, files: [], files_digest: '', revision: 1 },
  };
}

export function toJobEntry(number: number, action: AuditRecord['action']): AuditRecord {
  const at = new Date(Date.parse('2026-12-01T15:00:00Z') + number * 1000);
  return {
    ...formatAuditKey(BOOKING_ID, { action, at, id: String(number) }),
    ...{ job_id: BOOKING_ID, action, at: at.toISOString(), actor: 'worker-1', actor_name: 'Wanda' },
    ...{ photo_ids: [], count: 0, from: { country: 'US', address: null }, detail: {} },
  };
}
