/** What a form without script says of a booking, as the JSON of a page with script would say it. */

/** `extra_mattress=2`, `slot=2026-12-01 morning`. What is wrong with it is told by who reads a booking. */
export function parseBookingForm(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const extras = [...form]
    .filter(([name, value]) => name.startsWith('extra_') && value !== '')
    .map(([name, value]) => [name.slice('extra_'.length), Number(value)] as const);
  const [day = '', half_day = ''] = (form.get('slot') ?? '').split(' ');
  const texts = ['id', 'language', 'size', 'name', 'phone', 'email', 'address', 'note', 'terms'].flatMap((name) => {
    const value = form.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(texts), extras: Object.fromEntries(extras), slot: { day, half_day } };
}
