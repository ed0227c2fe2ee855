/** What bookings cost, and when they can be: a deployment that takes payments changes this file. Amounts are in the currency's smallest unit, taxes included. */
import type { SlotRules } from '../../edge/booking-config.ts';
import type { PriceList } from '../../edge/core/price-order.ts';

export const PRICE_LIST: PriceList = {
  currency: 'usd',
  sizes: [
    { id: 'item', name: { en: 'One item', es: 'Un objeto' }, amount: 8_900 },
    { id: 'quarter', name: { en: 'Quarter truck', es: 'Un cuarto de camión' }, amount: 14_900 },
    { id: 'half', name: { en: 'Half truck', es: 'Medio camión' }, amount: 24_900 },
    { id: 'full', name: { en: 'Full truck', es: 'Camión completo' }, amount: 44_900 },
  ],
  extras: [
    { id: 'mattress', name: { en: 'Mattress', es: 'Colchón' }, amount: 4_000, most: 6 },
    { id: 'fridge', name: { en: 'Fridge', es: 'Refrigerador' }, amount: 5_000, most: 4 },
    { id: 'stairs', name: { en: 'Floor of stairs', es: 'Piso por escaleras' }, amount: 2_500, most: 5 },
  ],
};

/** On the clocks of the deployment's time zone. */
export const SLOTS: Omit<SlotRules, 'time_zone'> = {
  capacity: 3,
  days_ahead: 14,
  half_days: [
    { id: 'morning', from: '08:00', to: '12:00' },
    { id: 'afternoon', from: '13:00', to: '17:00' },
  ],
};

/** The date of the terms that a customer accepts; with new terms comes a new date. Their text stands in origin/terms.ts. */
export const TERMS = '2026-11-01';
