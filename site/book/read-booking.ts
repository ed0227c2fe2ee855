/** How a booking is, by the edge's word; and its payment opened again. */
import { BOOKING_ROUTES, BOOKING_SECRET_HEADER, type Booking } from '../../edge/booking-api.ts';

export interface BookingName {
  readonly booking_id: string;
  readonly secret: string;
}

/** `refused`: with the status; `offline`: nobody has responded. */
export type BookingReading =
  | { readonly kind: 'booking'; readonly booking: Booking }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'offline' };

const TIMEOUT_MS = 20_000;

export async function askBooking(
  { booking_id, secret }: BookingName,
  method: 'GET' | 'POST' = 'GET',
): Promise<BookingReading> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`${BOOKING_ROUTES.bookings}?booking_id=${booking_id}`, {
      method,
      headers: { [BOOKING_SECRET_HEADER]: secret },
      cache: 'no-store',
      signal: ending.signal,
    });
    if (!response.ok) return { kind: 'refused', status: response.status };
    return { kind: 'booking', booking: (await response.json()) as Booking };
  } catch {
    return { kind: 'offline' };
  } finally {
    clearTimeout(timer);
  }
}
