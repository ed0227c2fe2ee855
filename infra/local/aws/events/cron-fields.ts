/** The six fields of a cron expression, and the next minute that all of them take. */
import { ScheduleError } from './schedule-error.ts';

/** The values that each field takes; null: any. */
export interface CronFields {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly dayOfMonth: ReadonlySet<number> | null;
  readonly month: ReadonlySet<number>;
  /** 1 is Sunday. */
  readonly dayOfWeek: ReadonlySet<number> | null;
  readonly year: ReadonlySet<number>;
}

interface FieldRule {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** For the least value and those after it. */
  readonly words?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MINUTE: FieldRule = { name: 'minutes', least: 0, most: 59 };
const HOUR: FieldRule = { name: 'hours', least: 0, most: 23 };
const DAY_OF_MONTH: FieldRule = { name: 'day-of-month', least: 1, most: 31 };
const MONTH: FieldRule = { name: 'month', least: 1, most: 12, words: MONTHS };
const DAY_OF_WEEK: FieldRule = { name: 'day-of-week', least: 1, most: 7, words: DAYS };
const YEAR: FieldRule = { name: 'year', least: 1970, most: 2199 };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** @throws {ScheduleError} when a field is missing or wrong, or holds what is not imitated. */
export function parseCronFields(content: string): CronFields {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...others] = content.trim().split(/\s+/);
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year || others.length > 0) {
    throw new ScheduleError(`cron(${content}) must have six fields`);
  }
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new ScheduleError(`cron(${content}) must have ? in one of day-of-month and day-of-week`);
  }
  return {
    minute: parseField(minute, MINUTE),
    hour: parseField(hour, HOUR),
    dayOfMonth: dayOfMonth === '?' ? null : parseField(dayOfMonth, DAY_OF_MONTH),
    month: parseField(month, MONTH),
    dayOfWeek: dayOfWeek === '?' ? null : parseField(dayOfWeek, DAY_OF_WEEK),
    year: parseField(year, YEAR),
  };
}

/** The first such minute after a time, Unix milliseconds; null: there is none. */
export function findNextMinute(fields: CronFields, afterMs: number): number | null {
  const lastMs = Date.UTC(Math.max(...fields.year) + 1, 0);
  let atMs = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
  while (atMs < lastMs) {
    const at = new Date(atMs);
    if (!takesDay(fields, at)) atMs = (Math.floor(atMs / DAY_MS) + 1) * DAY_MS;
    else if (!fields.hour.has(at.getUTCHours())) atMs = (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
    else if (!fields.minute.has(at.getUTCMinutes())) atMs += MINUTE_MS;
    else return atMs;
  }
  return null;
}

function takesDay({ year, month, dayOfMonth, dayOfWeek }: CronFields, at: Date): boolean {
  if (!year.has(at.getUTCFullYear()) || !month.has(at.getUTCMonth() + 1)) return false;
  return (dayOfMonth?.has(at.getUTCDate()) ?? true) && (dayOfWeek?.has(at.getUTCDay() + 1) ?? true);
}

function parseField(text: string, rule: FieldRule): ReadonlySet<number> {
  return new Set(text.split(',').flatMap((part) => parsePart(part, rule)));
}

/** `*`, `5`, `MON`, `1-5`, each perhaps with `/2`. */
function parsePart(part: string, rule: FieldRule): readonly number[] {
  const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const first = from === '*' ? rule.least : parseValue(from, rule);
  const isOpen = from === '*' || step !== undefined;
  const last = to === undefined ? (isOpen ? rule.most : first) : parseValue(to, rule);
  const by = Number(step ?? 1);
  const isWrong = (from === '*' && to !== undefined) || first === null || last === null || first > last || by < 1;
  if (isWrong) throw new ScheduleError(`${part} is not known in the field ${rule.name}`);
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function parseValue(text: string, { least, most, words = [] }: FieldRule): number | null {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? least + word : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}
