/** The HTTP contract of bookings: what the page /book, dispatchers and Stripe send and get. A part of the edge's, in a file of its own
 * so that nothing else carries it. */
import type { BookingOrder, BookingState } from '../origin/booking-record.ts';
import type { EvidenceState } from '../origin/evidence-record.ts';
import type { PriceList } from './core/price-order.ts';

export const BOOKING_ROUTES = {
  bookings: '/bookings',
  offer: '/bookings/offer',
  webhook: '/stripe/webhook',
} as const;

/** Pages of the site. The status page finds its booking behind the `#` of its address. */
export const BOOKING_PAGES = {
  form: { en: '/book', es: '/book/es' },
  status: '/book/status',
  /** In every language, each under its own `#`. */
  terms: '/book/terms',
} as const;

/** A booking's id: the prefix, and so many hex digits of the SHA-256 of the client's id behind the salt. */
export const BOOKING_ID_FORM = { prefix: 'b-', salt: 'booking|', digits: 20 } as const;

/** The client's id of the booking, which only the customer has. */
export const BOOKING_SECRET_HEADER = 'booking-secret';

/** Response of GET /bookings/offer: what can be booked now. */
export interface BookingOffer extends PriceList {
  readonly terms: string;
  readonly slots: readonly OfferedSlot[];
}

export interface OfferedSlot {
  readonly day: string;
  readonly half_day: string;
  readonly from: string;
  readonly to: string;
  readonly is_full: boolean;
}

/** Response of POST /bookings, and of GET and POST /bookings?booking_id=… with the booking's secret: POST opens the payment again. */
export interface Booking {
  readonly booking_id: string;
  readonly state: BookingState;
  readonly order: BookingOrder;
  readonly slot: { readonly day: string; readonly half_day: string; readonly starts_at: string };
  /** Of the place where the work is, by IANA's name. */
  readonly time_zone: string;
  /** The hour that was confirmed; null: none yet. */
  readonly confirmed_for: string | null;
  readonly created_at: string;
  /** Stripe's page, as long as it can be paid there. */
  readonly pay_url: string | null;
  /** Why the last payment failed, by Stripe's code. */
  readonly failure: string | null;
  /** Given back so far, in the currency's smallest unit. */
  readonly refunded: number;
  /** Path of the page of its job, with the secret that opens it; null until it is paid, and where the link has ended. Only in GET. */
  readonly job_link: string | null;
}

/** A booking as a dispatcher sees it. */
export interface ManagedBooking extends Booking {
  /** What `If-Match` names. */
  readonly revision: number;
  /** When its half day is over; ISO 8601, UTC. */
  readonly ends_at: string;
  readonly job_id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly note: string;
  readonly disputes: readonly ManagedDispute[];
}

export interface ManagedDispute {
  /** Stripe's: `needs_response`, `under_review`, `won`, `lost` … */
  readonly status: string;
  readonly reason: string;
  /** In the currency's smallest unit. */
  readonly amount: number;
  /** Unix seconds: by then Stripe wants an answer; null: it wants none. */
  readonly due_by: number | null;
  /** What became of the document that is drafted for it; null: nothing yet. */
  readonly evidence: EvidenceState | null;
  /** Where it is at Stripe, with its evidence. */
  readonly url: string;
}

/** Response of GET /bookings for a dispatcher: the latest first. */
export interface BookingList {
  readonly bookings: readonly ManagedBooking[];
}
