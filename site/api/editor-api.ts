/** The edge's routes by which a dispatcher makes and changes jobs. Loaded when they are needed: no phone of a crew needs them. */
import { type CrewMember, type Job, type JobChange, type NewJob, ROUTES } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import type { Api } from '../phone.ts';
import { readWith } from './read-with.ts';

/** Every method rejects with an AppError. */
export interface EditorApi {
  addJob(job: NewJob): Promise<Job>;
  /** @throws {AppError} when the job is at another revision: `edited-meanwhile`, with the job as it is now */
  changeJob(job: Pick<Job, 'job_id' | 'revision'>, change: JobChange): Promise<Job>;
  /** Null: there is none that the caller may see. */
  readJob(jobId: string): Promise<Job | null>;
  /** Everybody who is or was in a crew: the first page, which is enough for a company. */
  readPeople(): Promise<readonly CrewMember[]>;
}

export function createEditorApi({ ask, jobs }: Pick<Api, 'ask' | 'jobs'>): EditorApi {
  const send = async (method: string, query: string, init: { readonly body: unknown; readonly headers?: object }) => {
    const response = await ask(ROUTES.jobs + query, {
      method,
      body: JSON.stringify(init.body),
      headers: { 'content-type': 'application/json', ...init.headers },
    });
    return (await readWith(response, 'revision')) as unknown as Job;
  };
  return {
    addJob: (body) => send('POST', '', { body }),
    changeJob: ({ job_id, revision }, body) =>
      send('PATCH', `?${new URLSearchParams({ job_id })}`, { body, headers: { 'if-match': `"${revision}"` } }),
    async readJob(job_id) {
      const list = await jobs({ job_id });
      return (list.changed && list.value.jobs[0]) || null;
    },
    async readPeople() {
      const { people } = await readWith(await ask(ROUTES.people), 'people');
      return Array.isArray(people) ? people : [];
    },
  };
}

/** The job that a refusal tells of. */
export function currentJobOf(error: unknown): Job | null {
  const current = error instanceof AppError ? error.current : null;
  return typeof current === 'object' && current !== null && 'revision' in current ? (current as Job) : null;
}
