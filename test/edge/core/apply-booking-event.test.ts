import { describe, expect, it } from 'vitest';
import { applyBookingEvent, sumRefunded } from '../../../edge/core/apply-booking-event.ts';
import type { BookingFact, DisputeFact, SessionFact } from '../../../edge/core/booking-event.ts';
import { type BookingRecord, formatBookingKey } from '../../../origin/booking-record.ts';
import { toBookingDraft } from '../booking/booking-draft.ts';

const DRAFT = toBookingDraft(1, 1);
const { amount } = DRAFT.order;
const SESSION = {
  session_id: 'cs_1',
  url: 'https://checkout.example/1',
  expires_at: 1,
  payment_intent: null,
  failure: null,
};
const BOOKING: BookingRecord = {
  ...formatBookingKey(DRAFT.booking_id),
  ...DRAFT,
  created_at: '2026-11-30T09:00:00.000Z',
  holds_slot: true,
  sessions: [{ ...SESSION, attempt: 1, state: 'open' }],
  refunds: [],
  disputes: [],
  state: 'pending_payment',
  expires_at: 1 + 30 * 24 * 3600,
  revision: 1,
};
const TOLD = { kind: 'session', session_id: 'cs_1', amount, currency: 'usd', failure: null } as const;
const PAID: SessionFact = { ...TOLD, state: 'paid', payment_intent: 'pi_1' };
const DISPUTE: DisputeFact = {
  ...{ kind: 'dispute', dispute_id: 'dp_1', payment_intent: 'pi_1', status: 'needs_response' },
  ...{ reason: 'general', amount, due_by: null },
};

function apply(...facts: readonly BookingFact[]): BookingRecord {
  return facts.reduce((booking, fact, index) => {
    const applied = applyBookingEvent(booking, { event_id: `evt_${index}`, type: 't', booking_id: 'b-1', fact });
    return applied.booking ?? booking;
  }, BOOKING);
}

const refund = (given: number): BookingFact => ({ kind: 'refund', payment_intent: 'pi_1', amount: given });

describe('applyBookingEvent', () => {
  it('lets a booking that nobody has paid go 30 days after its session, and keeps one that was paid or may be', () => {
    const failed: BookingFact = { ...TOLD, state: 'failed', payment_intent: 'pi_1' };
    const processing: BookingFact = { ...TOLD, state: 'processing', payment_intent: 'pi_1' };
    const ends = [[], [failed], [processing], [PAID], [PAID, refund(amount)]].map(
      (facts) => apply(...facts).expires_at,
    );
    expect(ends).toEqual([2_592_001, 2_592_001, null, null, null]);
  });

  it.each([
    ['pending_payment', []],
    ['processing', [{ ...TOLD, state: 'processing', payment_intent: 'pi_1' }]],
    ['failed', [{ ...TOLD, state: 'failed', payment_intent: 'pi_1' }]],
    ['expired', [{ ...TOLD, state: 'expired', payment_intent: null }]],
    ['paid', [PAID]],
    ['refunded_partly', [PAID, refund(1)]],
    ['refunded', [PAID, refund(amount)]],
    ['disputed', [PAID, DISPUTE]],
    ['paid', [PAID, DISPUTE, { ...DISPUTE, status: 'won' }]],
    ['disputed', [PAID, DISPUTE, { ...DISPUTE, status: 'lost' }]],
    ['disputed', [PAID, { ...DISPUTE, status: 'lost' }, { ...DISPUTE, status: 'appeal_under_review' }]],
    ['paid', [PAID, { ...DISPUTE, status: 'lost' }, { ...DISPUTE, status: 'won' }, { ...DISPUTE, status: 'lost' }]],
  ] as [string, BookingFact[]][])('gives %s', (state, facts) => {
    expect(apply(...facts).state).toBe(state);
  });

  it.each(['open', 'expired', 'processing', 'failed'] as const)('leaves paid what is %s by a late event', (state) => {
    expect(apply(PAID, { ...TOLD, state, payment_intent: 'pi_1' }).state).toBe('paid');
  });

  it('gives the same state in whatever order refund, payment and dispute come', () => {
    const facts = [PAID, refund(1), refund(900), DISPUTE, { ...DISPUTE, status: 'won' } as const];
    for (const turned of [facts, facts.toReversed(), [...facts.slice(2), ...facts.slice(0, 2)]]) {
      const booking = apply(...turned);
      expect([booking.state, sumRefunded(booking)]).toEqual(['refunded_partly', 900]);
    }
  });

  it('leaves a booking the very same when an event says what is known', () => {
    const paid = apply(PAID);
    const again = applyBookingEvent(paid, { event_id: 'evt_9', type: 't', booking_id: 'b-1', fact: PAID });
    expect(again.booking).toBe(paid);
  });

  it('lets the place go when it has expired, and takes it once it is paid after all', () => {
    const expired = apply({ ...TOLD, state: 'expired', payment_intent: null });
    expect(expired.holds_slot).toBe(false);
    expect(apply({ ...TOLD, state: 'expired', payment_intent: null }, PAID).holds_slot).toBe(true);
  });
});

describe('attack: an event that is signed and not of this booking', () => {
  it.each([
    ['wrong-amount', { ...PAID, amount: amount - 1 }],
    ['wrong-amount', { ...PAID, amount: amount + 1 }],
    ['wrong-currency', { ...PAID, currency: 'mxn' }],
    ['wrong-session', { ...PAID, session_id: 'cs_2' }],
  ] as const)('is refused: %s', (refusal, fact) => {
    const event = { event_id: 'evt_1', type: 't', booking_id: 'b-1', fact };
    expect(applyBookingEvent(BOOKING, event)).toEqual({ booking: null, refusal });
  });

  it('moves nothing by a refund or a dispute of another payment', () => {
    const other = { payment_intent: 'pi_2' };
    expect(apply(PAID, { ...DISPUTE, ...other }, { kind: 'refund', amount, ...other }).state).toBe('paid');
  });
});
