/** Amounts of data, moments and shares, in the user's language. */
import type { Language } from './translate.ts';

const KILOBYTE = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** 0 → "0 kB", 412345 → "412 kB", 4_200_000 → "4.2 MB". Decimal units, as phone plans count. */
export function formatBytes(bytes: number, language: Language): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;
  let value = bytes / KILOBYTE;
  let index = 0;
  while (value >= 999.5 && index < units.length - 1) {
    value /= KILOBYTE;
    index++;
  }
  const unit = units[index] ?? 'gigabyte';
  const maximumFractionDigits = index > 0 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    value,
  );
}

/** A share of what is being sent, 0–1. Rounds down and stops at 99 %: it is whole only once S3 has confirmed it. */
export function formatProgress(share: number, language: Language): string {
  const bounded = Math.min(99, Math.max(0, Math.floor(share * 100)));
  return new Intl.NumberFormat(language, { style: 'percent' }).format(bounded / 100);
}

/** "2 min ago", "3 hr ago", "yesterday"; after a week the date. */
export function formatAgo(thenMs: number, nowMs: number, language: Language): string {
  const agoMs = Math.max(0, nowMs - thenMs);
  if (agoMs >= 7 * DAY_MS) return formatDay(thenMs, language);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (agoMs < MINUTE_MS) return relative.format(0, 'second');
  if (agoMs < HOUR_MS) return relative.format(-Math.floor(agoMs / MINUTE_MS), 'minute');
  if (agoMs < DAY_MS) return relative.format(-Math.floor(agoMs / HOUR_MS), 'hour');
  return relative.format(-Math.floor(agoMs / DAY_MS), 'day');
}

export const formatDay = createDateFormat({ dateStyle: 'medium' });

export const formatMoment = createDateFormat({ dateStyle: 'medium', timeStyle: 'short' });

/** The same of an ISO 8601 date; empty for none. */
export function formatTimestamp(at: string | null, language: Language): string {
  const ms = Date.parse(at ?? '');
  return Number.isNaN(ms) ? '' : formatMoment(ms, language);
}

export const formatTime = createDateFormat({ timeStyle: 'short' });

export function formatList(parts: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }).format(parts);
}

/** Keeps one formatter for each language: the browser takes long to make one, the first above all. */
function createDateFormat(options: Intl.DateTimeFormatOptions): (ms: number, language: Language) => string {
  const formats: Partial<Record<Language, Intl.DateTimeFormat>> = {};
  return (ms, language) => {
    formats[language] ??= new Intl.DateTimeFormat(language, options);
    return formats[language].format(ms);
  };
}
