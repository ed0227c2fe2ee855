/** The HTTP contract of the jobs: what GET, POST and PATCH /jobs take and give. A part of api.ts, which is the face of it. */
import type { JobRecord, JobStatus, Stage } from '../origin/records.ts';

export type { JobStatus } from '../origin/records.ts';

export interface Job
  extends Pick<
    JobRecord,
    | 'job_id'
    | 'title'
    | 'address'
    | 'status'
    | 'customer_name'
    | 'scheduled_for'
    | 'required_stages'
    | 'created_at'
    | 'updated_at'
    | 'revision'
  > {
  /** Photos of the album: neither announced nor deleted ones. */
  readonly photo_count: number;
  /** How many of these show which stage. */
  readonly stages: Readonly<Record<Stage, number>>;
  /** ISO 8601: when a photo last arrived. */
  readonly last_photo_at: string | null;
  /**
   * Thumbnail of the newest photo, same-origin and signed for an hour at least: of each job of a page for dispatchers, of the first
   * twelve for others, and of what was searched for as far as 20 KB take them.
   */
  readonly cover_url: string | null;
  /** The workers; absent for who may only view. */
  readonly crew?: readonly CrewMember[];
  /** How the customer is reached; absent for who may only view. */
  readonly customer_phone?: string | null;
  readonly customer_email?: string | null;
  /** How many notes stand on the job itself; absent where none was ever written, and for who may only view. */
  readonly note_count?: number;
  /** The customer's subject; absent for who may not change the job. */
  readonly customer?: string | null;
  /** What the caller may do here now. `manage` changes the job itself. */
  readonly can: readonly ('view' | 'upload' | 'edit' | 'delete' | 'share' | 'audit' | 'manage')[];
}

export interface CrewMember {
  readonly subject: string;
  readonly name: string | null;
}

/**
 * Response of GET /jobs[?job_id=…][&q=…][&status=…][&sort=created|activity|scheduled][&member=…][&cursor=…]: the latest first.
 * With `q`: jobs that have, for each of its words, a word that begins so. A page may be empty and have a next one: it
 * has not looked everywhere then.
 */
export interface JobList {
  readonly jobs: readonly Job[];
  readonly next?: string;
}

/** What a dispatcher says of a job. What is not said stays as it is; null takes away. */
export interface JobFacts {
  /** 1–200 characters. */
  readonly title?: string;
  /** Up to 300. */
  readonly address?: string;
  readonly status?: JobStatus;
  /** All of it: who is not named has left. A name of null leaves the one that is known. */
  readonly crew?: readonly CrewMember[];
  readonly customer?: string | null;
  readonly customer_name?: string | null;
  readonly customer_phone?: string | null;
  readonly customer_email?: string | null;
  /** ISO 8601 with its offset. */
  readonly scheduled_for?: string | null;
  readonly required_stages?: readonly Stage[];
}

/** Body of POST /jobs. Responds with the Job: 201, or 200 where the same request has made it before. */
export interface NewJob extends JobFacts {
  /** Chosen once by the client. */
  readonly job_id: string;
  readonly title: string;
}

/** Body of PATCH /jobs?job_id=…, with `If-Match: "{revision}"`. Responds with the Job. */
export interface JobChange extends JobFacts {
  /** Why it is closed though a required stage shows on no photo: up to 200 characters, for the audit log. */
  readonly reason?: string | null;
}

/** Response of GET /people[?cursor=…]: who is or was in a crew, in no order. */
export interface PeopleList {
  readonly people: readonly CrewMember[];
  readonly next?: string;
}
