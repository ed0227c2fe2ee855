/** The sheet of bookings: as they come, the newest first. Loaded when it is opened. */
import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { FurtherPart, LazyContext, LazyView } from '../context.ts';
import { sheet } from '../shell/sheet.ts';
import { type BookingDesk, createBookingDesk } from './booking-desk.ts';
import { bookingRow } from './booking-row.ts';

export function createBookings(context: LazyContext): FurtherPart {
  const desk = createBookingDesk(context);
  return {
    draw: (view) => sheet(view.words.say('bookings.title'), list(desk, view), view),
  };
}

function list(desk: BookingDesk, view: LazyView): TemplateResult {
  const { say } = view.words;
  const { bookings, told, isBusy } = desk.shown();
  const busy = bookings === null || isBusy;
  const status = busy ? say('bookings.busy') : told === null ? '' : say(`bookings.${told}`);
  return html`<p role="status">${status}</p>
    ${bookings?.length === 0 && told === null ? html`<p class="hint">${say('bookings.none')}</p>` : ''}
    <ul class="bookings">
      ${repeat(
        bookings ?? [],
        ({ booking_id }) => booking_id,
        (booking) => bookingRow(booking, { desk, view, say }),
      )}
    </ul>`;
}
