/** A route of bookings: most of them are public, so it has no principal; who needs one asks. */

import type { BookingRecord } from '../../origin/booking-record.ts';
import type { EvidenceRecord } from '../../origin/evidence-record.ts';
import type { JobStore } from '../../origin/stored-job.ts';
import type { BookingOffer } from '../booking-api.ts';
import type { BookingSettings } from '../booking-config.ts';
import type { ReceivedEvent } from '../core/booking-event.ts';
import type { EdgeRequest, EdgeResponse } from '../core/exchange.ts';
import type { PaymentPort } from '../core/payments.ts';
import type { Links, ReadableAuditLog } from '../core/ports.ts';
import type { Principal } from '../core/principal.ts';
import type { BookingStore } from './booking-store.ts';
import type { ReceivedOutcome, ReceivingWorld } from './receive-event.ts';

export interface BookingServices {
  readonly store: BookingStore;
  readonly jobs: JobStore;
  readonly auditLog: Pick<ReadableAuditLog, 'appendFirst'>;
  /** @throws {AppError} when the keys can't be had: `unavailable` or `internal` */
  openPayments(): Promise<PaymentPort>;
  /** @throws {AppError} when Stripe has not signed it: `access-denied` */
  verifyEvent(raw: Uint8Array, signature: string): Promise<ReceivedEvent>;
  /** @throws {AppError} when the request's token does not hold: `token-missing` and its like */
  identify(request: EdgeRequest): Promise<Principal>;
  /** @throws {AppError} when it has been asked too often: `too-many-requests` */
  countAsking(address: string | null): Promise<void>;
  /** Links of jobs. */
  readonly links: Pick<Links, 'read' | 'add'>;
  /** 192 bits by chance, in base64url. */
  createSecret(): string;
  /** Asks for evidence against a dispute, unless there is some. @throws {AppError} when it can't be asked for: `unavailable` */
  askForEvidence: ReceivingWorld['askForEvidence'];
  /** What became of the evidence, as far as it was begun. */
  readEvidence(disputeIds: readonly string[]): Promise<readonly EvidenceRecord[]>;
  /** Where people find disputes at Stripe: an address that a dispute's id completes. */
  findDisputes(): Promise<string>;
  listBookings(): Promise<readonly BookingRecord[]>;
  /** The half days that can be booked now. */
  listSlots(): Promise<BookingOffer['slots']>;
  /** When a half day begins and ends; ISO 8601, UTC. */
  toHalfDay(day: string, halfDay: string): { readonly begins: string; readonly ends: string };
  /** Tells of an event: its outcome goes into the log, and raises an alarm where it is strange. */
  tell(event: Pick<ReceivedEvent, 'event_id' | 'type'>, outcome: ReceivedOutcome): Promise<void>;
}

export interface BookingCall {
  readonly request: EdgeRequest;
  readonly config: BookingSettings;
  readonly now: Date;
  readonly services: BookingServices;
}

export interface BookingRoute {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly respond: (call: BookingCall) => Promise<EdgeResponse>;
}
