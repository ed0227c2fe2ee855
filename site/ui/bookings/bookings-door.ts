/** The button that opens the bookings: for dispatchers, where this deployment takes payments, of which its configuration tells. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { SiteConfig } from '../../phone.ts';
import type { LazyView } from '../context.ts';
import type { AppStore } from '../state/app-store.ts';

export type BookingsDoor = (view: LazyView) => TemplateResult | typeof nothing;

export function createBookingsDoor(store: AppStore): BookingsDoor {
  let takesPayments: boolean | null = null;
  const ask = async () => {
    takesPayments = false;
    const config = await fetch('/config.json').then((response) => response.json() as Promise<SiteConfig>);
    takesPayments = config.payments === true;
    store.update({});
  };
  return ({ session, words, actions }) => {
    if (!session.user?.roles.includes('dispatcher')) return nothing;
    if (takesPayments === null) void ask().catch(() => undefined);
    if (!takesPayments) return nothing;
    const open = () => actions.showDialog({ kind: 'bookings' });
    return html`<button type="button" class="button" @click=${open}>${words.say('live.bookings')}</button>`;
  };
}
