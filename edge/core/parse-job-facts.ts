/**
 * Reads what POST and PATCH /jobs say of a job. Everything that is wrong is reported at once, each with its place and with what
 * would be right. What each member may be is the same as for an operator (origin/job-members.ts).
 */
import { createHash } from 'node:crypto';
import type { JobDraft, JobFile } from '../../origin/job-file.ts';
import {
  JOB_MEMBER_NAMES,
  JobFileError,
  MAX_MEMBERS,
  parseJobMember,
  parseMemberName,
  parseSubject,
  parseText,
} from '../../origin/job-members.ts';
import { AppError, type WrongField } from '../problem.ts';
import { isObject } from './is-object.ts';

/** Members that read as they stand in the body. */
const PLAIN = [
  'title',
  'address',
  'status',
  'customer',
  'customer_name',
  'customer_phone',
  'customer_email',
  'scheduled_for',
  'required_stages',
] as const satisfies readonly (keyof JobFile)[];
const MAX_REASON_LENGTH = 200;
/** Of members that nobody knows: a body may be full of them. */
const MAX_STRANGERS_TOLD = 20;
const MAX_POINTER_LENGTH = 80;

type Fields = Readonly<Record<string, unknown>>;

/** @throws {AppError} when something of it is wrong: `bad-request`, with all of it */
export function parseNewJob(body: unknown): JobDraft {
  const errors: WrongField[] = [];
  const fields = readFields(body, ['job_id', ...PLAIN, 'crew'], errors);
  const job_id = take(errors, '/job_id', () => parseJobMember('job_id', fields.job_id)) ?? '';
  if (fields.title === undefined) errors.push({ pointer: '/title', detail: 'A job needs a title.' });
  const draft = readFacts(fields, errors);
  if (draft.status === 'closed' || draft.status === 'cancelled') {
    errors.push({ pointer: '/status', detail: 'A new job is pending or open.' });
  }
  if (errors.length > 0) throw new AppError('bad-request', { errors });
  return { address: '', ...draft, job_id };
}

export interface AskedChange {
  readonly draft: JobDraft;
  readonly reason: string | null;
}

/** @throws {AppError} when something of it is wrong: `bad-request`, with all of it */
export function parseJobChange(jobId: string, body: unknown): AskedChange {
  const errors: WrongField[] = [];
  const fields = readFields(body, [...PLAIN, 'crew', 'reason'], errors);
  const draft = readFacts(fields, errors);
  const reason = take(errors, '/reason', () => parseText('reason', fields.reason ?? '', REASON)) ?? '';
  if (errors.length === 0 && Object.keys(draft).length === 0) {
    errors.push({ pointer: '', detail: `The body must be an object with any of ${[...PLAIN, 'crew'].join(', ')}.` });
  }
  if (errors.length > 0) throw new AppError('bad-request', { errors });
  return { draft: { ...draft, job_id: jobId }, reason: reason || null };
}

const REASON = { min: 0, max: MAX_REASON_LENGTH };

/** The same request to make a job gives the same hash, in whatever order it says its members. */
export function hashDraft(draft: JobDraft): string {
  const said = JOB_MEMBER_NAMES.map((name) => draft[name] ?? null);
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

function readFields(body: unknown, known: readonly string[], errors: WrongField[]): Fields {
  if (!isObject(body)) {
    errors.push({ pointer: '', detail: 'The body must be a JSON object.' });
    return {};
  }
  const strangers = Object.keys(body).filter((name) => !known.includes(name));
  for (const name of strangers.slice(0, MAX_STRANGERS_TOLD)) {
    errors.push({ pointer: toPointer(name), detail: `Nothing of a job. Known are ${known.join(', ')}.` });
  }
  return Object.fromEntries(known.flatMap((name) => (Object.hasOwn(body, name) ? [[name, body[name]]] : [])));
}

function readFacts(fields: Fields, errors: WrongField[]): Partial<JobFile> {
  const plain = PLAIN.filter((name) => fields[name] !== undefined).flatMap((name) => {
    const value = take(errors, `/${name}`, () => parseJobMember(name, fields[name]));
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(plain), ...(fields.crew === undefined ? {} : readCrew(fields.crew, errors)) };
}

function readCrew(crew: unknown, errors: WrongField[]): Partial<JobFile> {
  if (!Array.isArray(crew) || crew.length > MAX_MEMBERS) {
    errors.push({ pointer: '/crew', detail: `Must be a list of at most ${MAX_MEMBERS} people.` });
    return {};
  }
  const people = crew.map((person: unknown, index) => readMember(person, `/crew/${index}`, errors));
  const known = people.flatMap((person) => person ?? []);
  const named = known.flatMap(({ subject, name }) => (name === null ? [] : [[subject, name] as const]));
  return { members: [...new Set(known.map(({ subject }) => subject))], member_names: Object.fromEntries(named) };
}

interface ReadMember {
  readonly subject: string;
  readonly name: string | null;
}

function readMember(person: unknown, at: string, errors: WrongField[]): ReadMember | undefined {
  const isPerson = isObject(person) && Object.keys(person).every((name) => name === 'subject' || name === 'name');
  if (!isPerson) {
    errors.push({ pointer: at, detail: 'Must be {subject, name?}.' });
    return undefined;
  }
  const { subject, name = null } = person;
  const read = take(errors, `${at}/subject`, () => parseSubject('crew', subject));
  const called = name === null ? null : take(errors, `${at}/name`, () => parseMemberName(name));
  return read === undefined || called === undefined ? undefined : { subject: read, name: called };
}

/** What is wrong is told at `pointer`, or at a place within it. */
function take<Value>(errors: WrongField[], pointer: string, parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof JobFileError)) throw error;
    errors.push({ pointer: pointer + error.pointer, detail: `${error.message}.` });
    return undefined;
  }
}

/** RFC 6901 section 3. */
function toPointer(name: string): string {
  return `/${name.slice(0, MAX_POINTER_LENGTH).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
