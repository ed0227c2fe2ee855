/** Invented jobs, for a run of real size to look at: of the same number always the same, but for their times. */
import { completeJob, type JobFile } from '../../../origin/job-file.ts';

export interface Person {
  readonly subject: string;
  readonly name: string;
}

export interface JobInvention {
  /** How many jobs there will be; the first is the oldest. */
  readonly total: number;
  /** In the crew of so many of them, from the oldest to the newest. */
  readonly member: Person;
  readonly memberJobs: number;
  readonly nowMs: number;
}

const DAY_MS = 24 * 3_600_000;
const OLDEST_DAYS = 730;
/** Of what is older, two of three are closed. */
const SETTLED_DAYS = 30;
const SCHEDULED_SHARE = 0.05;
const PEOPLE = 40;

const WORK = ['Attic', 'Garage', 'Basement', 'Gutter', 'Fence', 'Yard', 'Kitchen', 'Office', 'Café', 'Storage', 'Shed'];
const TASKS = ['cleanout', 'repair', 'removal', 'repaint', 'haul', 'teardown', 'fitting'];
const STREETS = ['Juniper', 'Harbor', 'Quarry', 'Larkspur', 'Mill', 'Birch', 'Willow', 'Señora', 'Orchard', 'Canal'];
const KINDS = ['Court', 'Street', 'Road', 'Way', 'Drive', 'Terrace'];
const TOWNS = ['Eastport', 'Millbrook', 'Fairhaven', 'Ashford', 'Cañon', 'Northfield', 'Riverton', 'Oakdale'];
const FIRST_NAMES = ['Ana', 'Bram', 'Chloé', 'Dev', 'Elif', 'Femi', 'Greta', 'Hugo', 'Inés', 'Jonas', 'Kira', 'Luca'];
const LAST_NAMES = ['Abbott', 'Brandt', 'Costa', 'Dürr', 'Eriksen', 'Farah', 'Grant', 'Huang', 'Ivanov', 'Jensen'];

export function formatInventedJobId(index: number): string {
  return `f${String(index + 1).padStart(5, '0')}`;
}

/** @param index from 0, the oldest */
export function inventJob(index: number, { total, member, memberJobs, nowMs }: JobInvention): JobFile {
  const ageMs = ((total - index) / total) * OLDEST_DAYS * DAY_MS;
  const createdAt = new Date(nowMs - ageMs).toISOString();
  const isScheduled = index >= total * (1 - SCHEDULED_SHARE);
  const isOf = (share: number) => Math.floor((index * share) / total) !== Math.floor(((index - 1) * share) / total);
  const crew = [...(isOf(Math.min(memberJobs, total)) ? [member] : []), inventPerson(index)];
  const draft = {
    job_id: formatInventedJobId(index),
    title: `${pick(WORK, index)} ${pick(TASKS, index, WORK.length)}`,
    address: `${1 + ((index * 7) % 900)} ${pick(STREETS, index)} ${pick(KINDS, index, 3)}, ${pick(TOWNS, index, 5)}`,
    status: ageMs > SETTLED_DAYS * DAY_MS && index % 3 !== 0 ? ('closed' as const) : ('open' as const),
    members: crew.map(({ subject }) => subject),
    member_names: Object.fromEntries(crew.map(({ subject, name }) => [subject, name])),
    customer_name: `${pick(FIRST_NAMES, index, 2)} ${pick(LAST_NAMES, index, 7)}`,
    scheduled_for: isScheduled ? new Date(nowMs - ageMs / 2 + DAY_MS).toISOString() : null,
    created_at: createdAt,
    updated_at: createdAt,
  };
  return completeJob(draft, null, createdAt);
}

/** The job that all photos go into, where it is not there yet. */
export function inventAlbumJob(jobId: string, { member, nowMs }: JobInvention): JobFile {
  const createdAt = new Date(nowMs - OLDEST_DAYS * DAY_MS).toISOString();
  const draft = {
    job_id: jobId,
    title: 'Warehouse clearance, all floors',
    address: '1 Canal Street, Eastport',
    members: [member.subject],
    member_names: { [member.subject]: member.name },
    customer_name: 'Harbor Estates',
    created_at: createdAt,
    updated_at: createdAt,
  };
  return completeJob(draft, null, createdAt);
}

function inventPerson(index: number): Person {
  const number = (index * 13) % PEOPLE;
  const name = `${pick(FIRST_NAMES, number)} ${pick(LAST_NAMES, number, 4)}`;
  return { subject: `crew-${String(number + 1).padStart(2, '0')}`, name };
}

/** @param every of so many numbers that follow each other, each has the same word */
function pick(words: readonly string[], index: number, every = 1): string {
  return words[Math.floor(index / every) % words.length] ?? '';
}
