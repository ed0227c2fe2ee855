/** The members of what the edge responds with and what stands in each. A member that edge/api.ts gets or loses breaks the types here. */
import type { Album, Job, Photo, Ticket } from '../../../edge/api.ts';
import type { Problem } from '../../../edge/problem.ts';

type Kind = 'text' | 'number' | 'flag' | 'list' | 'object';
/** A kind; `null` too where it may be null; nothing where it may be absent. */
type Members<T> = { readonly [Name in keyof Required<T>]: readonly (Kind | 'null' | 'absent')[] };

export const TICKET: Members<Ticket> = {
  photo_id: ['text'],
  key: ['text'],
  method: ['text'],
  url: ['text'],
  s3_url: ['text'],
  fields: ['object'],
  headers: ['object', 'absent'],
  max_bytes: ['number'],
  expires_in: ['number'],
  expires_at: ['text'],
};

export const PHOTO: Members<Photo> = {
  photo_id: ['text'],
  key: ['text'],
  part: ['text', 'null'],
  state: ['text'],
  unreadable_reason: ['text', 'absent'],
  title: ['text', 'null'],
  stage: ['text', 'null'],
  taken_at: ['text', 'null'],
  taken_at_source: ['text', 'null'],
  taken_at_in_future: ['flag', 'absent'],
  uploaded_at: ['text', 'null'],
  uploaded_by: ['text', 'null'],
  uploaded_by_name: ['text', 'null'],
  type: ['text'],
  bytes: ['number', 'null'],
  width: ['number', 'null'],
  height: ['number', 'null'],
  placeholder: ['text', 'null'],
  is_cut_off: ['flag', 'absent'],
  first_look: ['flag', 'absent'],
  url: ['text', 'null'],
  thumb_url: ['text', 'null'],
  preview_url: ['text', 'null'],
  sha256: ['text', 'null'],
  verified: ['flag', 'null'],
  drawn_on: ['text', 'absent'],
  original: ['object', 'absent'],
  original_is: ['text', 'absent'],
  later_uploads: ['list', 'absent'],
  has_more_uploads: ['flag', 'absent'],
  camera: ['text', 'null'],
  location: ['object', 'null'],
  note_count: ['number', 'absent'],
  revision: ['number'],
};

export const ALBUM: Members<Album> = {
  job_id: ['text'],
  job: ['object', 'null', 'absent'],
  can: ['list', 'absent'],
  photos: ['list'],
  expires_at: ['text'],
  next: ['text', 'absent'],
  deleted: ['list', 'absent'],
  moved: ['list', 'absent'],
};

export const JOB: Members<Job> = {
  job_id: ['text'],
  title: ['text'],
  address: ['text'],
  status: ['text'],
  customer_name: ['text', 'null'],
  scheduled_for: ['text', 'null'],
  created_at: ['text'],
  required_stages: ['list'],
  updated_at: ['text'],
  revision: ['number'],
  photo_count: ['number'],
  stages: ['object'],
  last_photo_at: ['text', 'null'],
  cover_url: ['text', 'null'],
  crew: ['list', 'absent'],
  customer_phone: ['text', 'null', 'absent'],
  customer_email: ['text', 'null', 'absent'],
  customer: ['text', 'null', 'absent'],
  note_count: ['number', 'absent'],
  can: ['list'],
};

export const PROBLEM: Members<Problem> = {
  type: ['text'],
  title: ['text'],
  status: ['number'],
  code: ['text'],
  detail: ['text', 'absent'],
  request_id: ['text'],
  errors: ['list', 'absent'],
  retry: ['text'],
  current: ['object', 'absent'],
};

/** What is wrong with the members of `value`, in words. */
export function memberFaults<T>(value: unknown, members: Members<T>): readonly string[] {
  const found = new Map(Object.entries(value ?? {}));
  const wrong = Object.entries<Members<T>[keyof T]>(members).flatMap(([name, kinds]) => {
    const kind = found.has(name) ? toKind(found.get(name)) : 'absent';
    return kinds.includes(kind) ? [] : [`${name} is ${kind}`];
  });
  return [
    ...wrong,
    ...[...found.keys()].filter((name) => !Object.hasOwn(members, name)).map((name) => `${name} is new`),
  ];
}

function toKind(value: unknown): Kind | 'null' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'flag';
  return typeof value === 'number' ? 'number' : 'object';
}
