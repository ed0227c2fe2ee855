/** The members of a job as its file has them, and how each is read from what somebody hands in. */
import { EVERY_JOB, JOB_STATUSES, type JobFile, type JobStatus } from './job-records.ts';
import { STAGES, type Stage } from './object-facts.ts';
import { isJobId } from './photo-key.ts';
import { countCharacters, hasUnprintable } from './title.ts';

/** A job that cannot be taken; the message names the member. */
export class JobFileError extends Error {
  override readonly name = 'JobFileError';
  /** JSON pointer to what is wrong, from the member on. */
  readonly pointer: string;

  constructor(message: string, pointer = '') {
    super(message);
    this.pointer = pointer;
  }
}

const MAX_TITLE_LENGTH = 200;
const MAX_ADDRESS_LENGTH = 300;
const MAX_NAME_LENGTH = 100;
/** Of a job's crew. */
export const MAX_MEMBERS = 100;
/** RFC 5321 section 4.5.3.1.3, without the brackets. */
const MAX_EMAIL_LENGTH = 254;
/** Percent-encoded: no token has a longer subject. */
const MAX_ENCODED_SUBJECT_LENGTH = 512;
const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+$/;
const PHONE = /^\+?[\d ()./x#-]{3,40}$/i;
const SHA256 = /^[0-9a-f]{64}$/;

type Readers = { readonly [Name in keyof JobFile]: (value: unknown) => JobFile[Name] };

/** How each member is read, in the order in which a file has them. Each throws a JobFileError that names it. */
const JOB_MEMBERS: Readers = {
  job_id: (value) => {
    if (typeof value === 'string' && isJobId(value)) return value;
    throw new JobFileError(`job_id: ${value} is no job id`);
  },
  title: (value) => parseText('title', value, { min: 1, max: MAX_TITLE_LENGTH }),
  address: (value) => parseText('address', value, { min: 0, max: MAX_ADDRESS_LENGTH }),
  status: parseStatus,
  members: parseMembers,
  member_names: parseNames,
  customer: orNull((value) => parseSubject('customer', value)),
  customer_name: orNull((value) => parseText('customer_name', value, { min: 1, max: MAX_TITLE_LENGTH })),
  customer_phone: orNull((value) => parsePattern('customer_phone', value, PHONE)),
  customer_email: orNull(parseEmail),
  scheduled_for: orNull((value) => parseTime('scheduled_for', value)),
  required_stages: parseStages,
  created_at: (value) => parseTime('created_at', value),
  updated_at: (value) => parseTime('updated_at', value),
  revision: (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
    throw new JobFileError('revision must be a whole number from 1');
  },
  made_of: orNull((value) => parsePattern('made_of', value, SHA256)),
};

export const JOB_MEMBER_NAMES = Object.keys(JOB_MEMBERS) as readonly (keyof JobFile)[];

/** @throws {JobFileError} when the value is none that the member may have */
export function parseJobMember<Name extends keyof JobFile>(name: Name, value: unknown): JobFile[Name] {
  return JOB_MEMBERS[name](value);
}

function orNull<Value>(parse: (value: unknown) => Value): (value: unknown) => Value | null {
  return (value) => (value === null ? null : parse(value));
}

/** @throws {JobFileError} when it is no text of so many characters that can be printed */
export function parseText(
  name: string,
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): string {
  if (typeof value !== 'string') throw new JobFileError(`${name} is no text`);
  const text = value.normalize('NFC').trim();
  const length = countCharacters(text);
  if (length < min || length > max) throw new JobFileError(`${name} must have ${min} to ${max} characters`);
  if (hasUnprintable(text) || !text.isWellFormed()) throw new JobFileError(`${name} has control characters`);
  return text;
}

function parseStatus(value: unknown): JobStatus {
  const status = JOB_STATUSES.find((known) => known === value);
  if (status !== undefined) return status;
  throw new JobFileError(`status must be one of ${JOB_STATUSES.join(', ')}`);
}

function parsePattern(name: string, value: unknown, pattern: RegExp): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (pattern.test(text)) return text;
  throw new JobFileError(`${name} is none`);
}

function parseEmail(value: unknown): string {
  return parsePattern('customer_email', parseText('customer_email', value, { min: 3, max: MAX_EMAIL_LENGTH }), EMAIL);
}

function parseStages(value: unknown): readonly Stage[] {
  if (!Array.isArray(value)) throw new JobFileError('required_stages is no list');
  const stages: readonly unknown[] = STAGES;
  const stranger = value.findIndex((each) => !stages.includes(each));
  if (stranger < 0) return STAGES.filter((stage) => value.includes(stage));
  throw new JobFileError(`required_stages may have ${STAGES.join(', ')}`, `/${stranger}`);
}

function parseNames(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new JobFileError('member_names is no object');
  }
  const names = Object.entries(value).map(([subject, name]) => [
    parseSubject('member_names', subject),
    parseMemberName(name),
  ]);
  return Object.fromEntries(names);
}

/** @throws {JobFileError} when nobody of a crew can be called so */
export function parseMemberName(value: unknown): string {
  return parseText('member_names', value, { min: 1, max: MAX_NAME_LENGTH });
}

function parseMembers(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new JobFileError('members is no list');
  if (value.length > MAX_MEMBERS * 10) throw new JobFileError(`members are more than ${MAX_MEMBERS}`);
  const subjects = [...new Set(value.map((each, index) => parseSubject('members', each, `/${index}`)))];
  if (subjects.length > MAX_MEMBERS) throw new JobFileError(`members are more than ${MAX_MEMBERS}`);
  return subjects;
}

/** @throws {JobFileError} when no token can be of such a person */
export function parseSubject(name: string, value: unknown, pointer = ''): string {
  if (typeof value === 'string' && isSubject(value)) return value;
  throw new JobFileError(`${name}: ${JSON.stringify(value)?.slice(0, 80)} is no subject`, pointer);
}

function isSubject(value: string): boolean {
  const isText = value !== '' && value.isWellFormed() && !hasUnprintable(value);
  // The clients of the table lose a member of this name.
  const isTaken = value === EVERY_JOB || value === '__proto__';
  return isText && !isTaken && encodeURIComponent(value).length <= MAX_ENCODED_SUBJECT_LENGTH;
}

function parseTime(name: string, value: unknown): string {
  const isTime = typeof value === 'string' && ISO_WITH_OFFSET.test(value) && !Number.isNaN(Date.parse(value));
  if (!isTime) throw new JobFileError(`${name} must be a time with its offset (ISO 8601)`);
  return new Date(value).toISOString();
}
