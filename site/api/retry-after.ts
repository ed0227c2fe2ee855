/** The header Retry-After (RFC 9110, 10.2.3), as seconds. Its other form, a date, is not read: a phone's clock may be wrong. */

/** Null for any other value. */
export function parseRetryAfter(value: string | null): number | null {
  return value && /^\d{1,6}$/.test(value) ? Number(value) : null;
}
