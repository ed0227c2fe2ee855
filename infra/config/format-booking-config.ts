/** Puts the configuration of bookings into the header that carries it, and holds it to CloudFront's bound. */
import { type BookingConfig, parseBookingConfig } from '../../edge/booking-config.ts';
import { MAX_CONFIG_LENGTH } from '../../edge/config.ts';
import { findTermsText } from '../../origin/terms.ts';

const BOOKING_LANGUAGES = ['en', 'es'] as const;

/**
 * Formats it as the function will read it.
 * @throws {RangeError} when it is too long for the header
 * @throws {TypeError} when a member of it is wrong, or the terms that it names have no text
 */
export function formatBookingConfig(config: BookingConfig): string {
  // A header's value is of ASCII alone.
  const json = JSON.stringify(config).replace(/[\u0080-\uffff]/g, toEscape);
  parseBookingConfig(json);
  const isPublished = BOOKING_LANGUAGES.every((language) => findTermsText(config.terms, language));
  if (!isPublished) throw new TypeError(`origin/terms.ts has no text of the terms of ${config.terms}`);
  if (json.length <= MAX_CONFIG_LENGTH) return json;
  throw new RangeError(`the prices of bookings have ${json.length} characters, the header takes ${MAX_CONFIG_LENGTH}`);
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
