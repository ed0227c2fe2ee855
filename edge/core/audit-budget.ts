/**
 * Keeps a storm of requests out of the audit log and off its bill. An event that this process has written is not written
 * again, and denials, which a caller may provoke at will, are written up to a number a minute for each person, so that nobody
 * can hide another's; the request log counts them all.
 */
import type { AuditEntry } from './audit.ts';

export interface AuditBudget {
  /** Tells whether to write the event, and counts it as written from then on. */
  take(entry: AuditEntry, nowMs: number): boolean;
  /** Takes that back: the event could not be written. */
  forget(entry: AuditEntry): void;
}

/** Of each person, by their subject. */
export const DENIALS_PER_MINUTE = 60;
/** Enough for all events of an hour that can come twice; the oldest goes first. */
const MAX_REMEMBERED = 1_000;
const MINUTE_MS = 60_000;

export function createAuditBudget(): AuditBudget {
  const written = new Set<string>();
  const denials = new Map<string, number>();
  let minute = 0;

  const countDenial = (subject: string, nowMs: number): number => {
    const current = Math.floor(nowMs / MINUTE_MS);
    if (current !== minute) denials.clear();
    minute = current;
    const count = (denials.get(subject) ?? 0) + 1;
    denials.set(subject, count);
    return count;
  };

  return {
    take(entry, nowMs) {
      const { record } = entry;
      const key = formatKey(entry);
      if (written.has(key)) return false;
      if (record.action === 'denied' && countDenial(record.actor, nowMs) > DENIALS_PER_MINUTE) return false;
      written.add(key);
      const [oldest] = written;
      if (written.size > MAX_REMEMBERED && oldest !== undefined) written.delete(oldest);
      return true;
    },
    forget(entry) {
      written.delete(formatKey(entry));
    },
  };
}

function formatKey({ record, window }: AuditEntry): string {
  const { pk, sk } = window ?? record;
  return `${pk} ${sk}`;
}
