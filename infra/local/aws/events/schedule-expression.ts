/**
 * The times of a scheduled rule (EventBridge User Guide, "Using cron and rate expressions to schedule rules"): UTC, to the minute.
 * Departures: `L`, `W` and `#` of a cron expression are refused.
 */
import { findNextMinute, parseCronFields } from './cron-fields.ts';
import { ScheduleError } from './schedule-error.ts';

export interface Schedule {
  /**
   * When it is due next, Unix milliseconds; null: never again.
   * @param afterMs the time before it: of the rule's start, or when it was due last
   */
  next(afterMs: number): number | null;
}

const UNITS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** @throws {ScheduleError} when it is no rate and no cron expression, or asks for what is not imitated. */
export function parseScheduleExpression(expression: string): Schedule {
  const [, kind, content = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return parseRate(content);
  if (kind === 'cron') return parseCron(content);
  throw new ScheduleError(`${expression} is neither rate(…) nor cron(…)`);
}

/** A rate counts from the start. AWS takes `1 minute` and `2 minutes`, and neither the other way round. */
function parseRate(content: string): Schedule {
  const [, digits = '', unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s)?$/.exec(content) ?? [];
  if (!isUnit(unit) || (digits === '1') !== (plural === undefined)) {
    throw new ScheduleError(`rate(${content}) is no rate like rate(1 minute) or rate(2 hours)`);
  }
  const periodMs = Number(digits) * UNITS_MS[unit];
  return { next: (afterMs) => afterMs + periodMs };
}

function isUnit(value: string): value is keyof typeof UNITS_MS {
  return Object.hasOwn(UNITS_MS, value);
}

function parseCron(content: string): Schedule {
  const fields = parseCronFields(content);
  return { next: (afterMs) => findNextMinute(fields, afterMs) };
}
