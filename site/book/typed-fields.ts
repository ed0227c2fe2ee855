/** What was typed outlives a reload and the way back from the price; it goes with the tab, for the phone may not be one's own. */

const TYPED = 'booking-typed';
/** Of the page, or to be said anew each time. */
const NOT_KEPT = ['id', 'language', 'terms'];

export function keepTyped(form: HTMLFormElement): void {
  const fields = [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && value !== '');
  try {
    sessionStorage.setItem(TYPED, JSON.stringify(Object.fromEntries(fields)));
  } catch {
    // The browser keeps nothing.
  }
}

export function readTyped(form: HTMLFormElement): void {
  for (const [name, value] of Object.entries(readKept())) {
    const field = form.elements.namedItem(name);
    // A field that the browser has filled already stands.
    const isEmpty = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? !field.value : true;
    if (field && 'value' in field && isEmpty && typeof value === 'string') field.value = value;
  }
}

function readKept(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(TYPED) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}
