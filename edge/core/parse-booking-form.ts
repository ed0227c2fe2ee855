/** What a form says of a booking, as JSON would say it; and back, for the form that is sent once the price has been seen. */
import type { AskedBooking } from './parse-booking.ts';

const TEXTS = ['id', 'language', 'size', 'name', 'phone', 'email', 'address', 'note', 'terms'] as const;
const EXTRA = 'extra_';

/** `extra_mattress=2`, `day=2026-12-01`, `half_day=morning`. What is wrong with it is told by who reads a booking. */
export function parseBookingForm(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const extras = [...form]
    .filter(([name, value]) => name.startsWith(EXTRA) && value !== '')
    .map(([name, value]) => [name.slice(EXTRA.length), Number(value)] as const);
  const slot = { day: form.get('day') ?? '', half_day: form.get('half_day') ?? '' };
  const texts = TEXTS.flatMap((name) => {
    const value = form.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(texts), extras: Object.fromEntries(extras), slot };
}

/** The fields of a form that says the same. */
export function formatBookingForm(asked: AskedBooking): readonly (readonly [name: string, value: string])[] {
  const { slot, extras } = asked;
  return [
    ...TEXTS.map((name) => [name, asked[name]] as const),
    ...Object.entries(extras).map(([id, count]) => [EXTRA + id, String(count)] as const),
    ['day', slot.day],
    ['half_day', slot.half_day],
  ];
}
