/**
 * What a dispatcher types of a job, as the fields hold it, and what of it is sent. What was typed is never thrown away: where
 * somebody else has changed the job meanwhile, each field shows both.
 */
import {
  type CrewMember,
  type Job,
  type JobFacts,
  type JobStatus,
  type NewJob,
  STAGES,
  type Stage,
} from '../../../edge/api.ts';
import { isSame, type WaitingJob } from '../../outbox/waiting-jobs.ts';
import { toJobOf } from './waiting-view.ts';

export interface JobForm {
  /** The job's; of one that is not made yet, the id that it will have. */
  readonly jobId: string;
  /** The job that the form began with; null: it is not made yet. */
  readonly base: Job | null;
  /** What the phone has of it already, where it waits to be made. */
  readonly kept?: JobFields;
  readonly keptReason?: string | undefined;
  readonly fields: JobFields;
  /** What somebody else has saved meanwhile in fields that were typed in. */
  readonly theirs: Partial<JobFields>;
  readonly reason: string;
  readonly isBusy: boolean;
  /** Code of the problem that the last attempt met. */
  readonly problem: string | null;
  /** JSON pointers to what is wrong. */
  readonly wrong: readonly string[];
}

export interface JobFields {
  readonly title: string;
  readonly address: string;
  readonly status: JobStatus;
  /** Local time, as an input of type datetime-local has it; empty: none. */
  readonly scheduled_for: string;
  readonly crew: readonly CrewMember[];
  readonly customer_name: string;
  readonly customer_phone: string;
  readonly customer_email: string;
  readonly required_stages: readonly Stage[];
}

export type FieldName = keyof JobFields;

const NO_FIELDS: JobFields = {
  title: '',
  address: '',
  status: 'open',
  scheduled_for: '',
  crew: [],
  customer_name: '',
  customer_phone: '',
  customer_email: '',
  required_stages: [],
};
const NAMES = Object.keys(NO_FIELDS) as readonly FieldName[];
const NOTHING_WRONG = { isBusy: false, problem: null, wrong: [] } as const;

/** @param newId the id that a job will have which is not made yet */
export function toJobForm(job: Job | null, newId: string): JobForm {
  const jobId = job?.job_id ?? newId;
  return { jobId, base: job, fields: toFields(job), theirs: {}, reason: '', ...NOTHING_WRONG };
}

/** Begins with a job that waits on this phone, and with why it does. */
export function toWaitingForm(waiting: WaitingJob): JobForm {
  const { made = null, problem = null, wrong = [], reason = '', current } = waiting;
  const fields = toFields(toJobOf(waiting));
  const kept = { kept: fields, fields, reason, keptReason: reason };
  const form = { ...toJobForm(made, waiting.job.job_id), ...kept, problem, wrong };
  return current ? onTopOf(form, current) : form;
}

function toFields(job: Job | null): JobFields {
  if (job === null) return NO_FIELDS;
  return {
    title: job.title,
    address: job.address,
    status: job.status,
    scheduled_for: toLocalTime(job.scheduled_for),
    crew: job.crew ?? [],
    customer_name: job.customer_name ?? '',
    customer_phone: job.customer_phone ?? '',
    customer_email: job.customer_email ?? '',
    required_stages: STAGES.filter((stage) => job.required_stages.includes(stage)),
  };
}

/** Whether it holds anything that nobody has saved. */
export function isTyped({ base, kept = toFields(base), fields, reason, keptReason = '' }: JobForm): boolean {
  return reason !== keptReason || listTyped(fields, kept).length > 0;
}

/** All of a job. */
export function toNewJob({ jobId: job_id, fields }: JobForm): NewJob {
  return { ...toFacts(fields), job_id, title: fields.title.trim() };
}

function toFacts(fields: JobFields): JobFacts {
  return {
    title: fields.title.trim(),
    address: fields.address.trim(),
    status: fields.status,
    scheduled_for: fields.scheduled_for === '' ? null : new Date(fields.scheduled_for).toISOString(),
    crew: fields.crew,
    customer_name: fields.customer_name.trim() || null,
    customer_phone: fields.customer_phone.trim() || null,
    customer_email: fields.customer_email.trim() || null,
    required_stages: fields.required_stages,
  };
}

/** Goes on with a job that somebody else has changed: what was typed stays, the rest is theirs. */
export function onTopOf(form: JobForm, current: Job): JobForm {
  const now = toFields(current);
  const typed = listTyped(form.fields, toFields(form.base));
  const changed = listTyped(now, toFields(form.base));
  const both = typed.filter((name) => changed.includes(name) && !isSame(form.fields[name], now[name]));
  const pick = (from: JobFields, names: readonly FieldName[]) =>
    Object.fromEntries(names.map((name) => [name, from[name]])) as Partial<JobFields>;
  return {
    ...form,
    base: current,
    fields: { ...now, ...pick(form.fields, typed) },
    theirs: pick(now, both),
    ...NOTHING_WRONG,
    problem: 'edited-meanwhile',
  };
}

/** Required stages that no photo shows, where the job is about to be closed. */
export function listMissingStages({ base, fields }: JobForm): readonly Stage[] {
  if (fields.status !== 'closed' || base === null || base.status === 'closed') return [];
  return fields.required_stages.filter((stage) => base.stages[stage] === 0);
}

function listTyped(fields: JobFields, before: JobFields): readonly FieldName[] {
  return NAMES.filter((name) => !isSame(fields[name], before[name]));
}

/** In the time of this device, to the minute. */
export function toLocalTime(at: string | null): string {
  const date = new Date(at ?? '');
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
