/** What customers of the tests ask for. */
import type { BookingDraft } from '../../../edge/booking/place-booking.ts';

export function toBookingDraft(seed: number, number: number): BookingDraft {
  const booking_id = `b-${seed}-${number}`;
  const line = { id: 'half', name: 'Half truck', quantity: 1, unit_amount: 24_900 + number };
  return {
    booking_id,
    job_id: `j-${booking_id}`,
    secret_hash: '0'.repeat(64),
    made_of: String(number).padStart(64, '0'),
    language: 'en',
    origin: 'https://photos.example',
    order: { currency: 'usd', lines: [line], amount: line.unit_amount },
    slot: { day: '2026-12-02', half_day: `m-${seed}#`, starts_at: '2026-12-02T13:00:00.000Z' },
    name: 'Ada',
    phone: '+1 555 0100',
    email: 'ada@example.com',
    address: '12 Pine Road',
    note: '',
    ...{ terms: '2026-11-01', terms_sha256: null },
  };
}
