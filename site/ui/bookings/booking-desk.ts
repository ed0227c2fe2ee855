/** What the sheet of bookings shows, and what a dispatcher does with them. Looked at anew while it is open: bookings come. */
import { AppError } from '../../../edge/app-error.ts';
import { BOOKING_ROUTES, type ManagedBooking } from '../../../edge/booking-api.ts';
import { readWith } from '../../api/read-with.ts';
import type { LazyContext } from '../context.ts';

export interface BookingDesk {
  shown(): ShownBookings;
  confirm(booking: ManagedBooking, startsAt: string): void;
  /** Asks first. Null: lets go of it. */
  askToRefund(booking: ManagedBooking | null): void;
  refund(booking: ManagedBooking): void;
}

export interface ShownBookings {
  /** Null: not read yet. */
  readonly bookings: readonly ManagedBooking[] | null;
  /** What was done last, or what was not. */
  readonly told: 'failed' | 'quicker' | 'confirmed' | 'refund.asked' | null;
  readonly isBusy: boolean;
  /** Of which it is asked whether its money shall really go back. */
  readonly refunding: string | null;
}

const LOOK_MS = 10_000;
const NOTHING: ShownBookings = { bookings: null, told: null, isBusy: false, refunding: null };

export function createBookingDesk({ store, phone }: Pick<LazyContext, 'store' | 'phone'>): BookingDesk {
  let shown = NOTHING;
  const show = (change: Partial<ShownBookings>) => {
    shown = { ...shown, ...change };
    store.update({});
  };
  const read = async () => {
    const { bookings } = await readWith(await phone.api.ask(BOOKING_ROUTES.bookings), 'bookings');
    show({ bookings: bookings as readonly ManagedBooking[] });
  };
  const look = () => void read().catch(() => shown.bookings === null && show({ told: 'failed', bookings: [] }));
  const act = async ({ booking_id, revision }: ManagedBooking, body: object, told: ShownBookings['told']) => {
    show({ isBusy: true, told: null });
    const headers = { 'content-type': 'application/json', 'if-match': `"${revision}"` };
    const path = `${BOOKING_ROUTES.bookings}?${new URLSearchParams({ booking_id })}`;
    try {
      await phone.api.ask(path, { method: 'PATCH', headers, body: JSON.stringify(body) });
      show({ told, refunding: null });
    } catch (error) {
      const isQuicker = error instanceof AppError && error.code === 'edited-meanwhile';
      show({ told: isQuicker ? 'quicker' : 'failed' });
    }
    await read().catch(() => undefined);
    show({ isBusy: false });
    document.getElementById(`booking-${booking_id}`)?.focus();
  };
  followSheet(store, look, () => {
    shown = NOTHING;
  });
  return {
    shown: () => shown,
    confirm: (booking, starts_at) => void act(booking, { action: 'confirm', starts_at }, 'confirmed'),
    askToRefund: (booking) => show({ refunding: booking?.booking_id ?? null, told: null }),
    refund: (booking) => void act(booking, { action: 'refund' }, 'refund.asked'),
  };
}

/** Looks as long as the sheet is open, from now on. */
function followSheet(store: LazyContext['store'], look: () => void, forget: () => void): void {
  let timer: ReturnType<typeof setInterval> | null = null;
  const follow = () => {
    const isOpen = store.get().dialog?.kind === 'bookings';
    if (isOpen === (timer !== null)) return;
    if (timer !== null) clearInterval(timer);
    timer = isOpen ? setInterval(look, LOOK_MS) : null;
    if (isOpen) look();
    else forget();
  };
  store.subscribe(follow);
  follow();
}
