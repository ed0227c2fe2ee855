/** Lambda@Edge, origin-request, of /jobs and /people: the list of jobs, who may be in a crew, and what a dispatcher makes and changes of them. */
import { ROUTES } from './api.ts';
import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { addJob, changeJob } from './routes/change-job.ts';
import { listJobs } from './routes/list-jobs.ts';
import { listPeople } from './routes/list-people.ts';

export const JOBS_ROUTES: readonly EdgeRoute[] = [
  { method: 'GET', path: ROUTES.jobs, respond: listJobs },
  { method: 'POST', path: ROUTES.jobs, respond: addJob },
  { method: 'PATCH', path: ROUTES.jobs, respond: changeJob },
  { method: 'GET', path: ROUTES.people, respond: listPeople },
];

export const handler = createHandler(JOBS_ROUTES);
