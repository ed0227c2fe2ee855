/** Lambda@Edge, origin-request, of /jobs: the list of jobs, and what a dispatcher makes and changes of them. */
import { ROUTES } from './api.ts';
import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { addJob, changeJob } from './routes/change-job.ts';
import { listJobs } from './routes/list-jobs.ts';

export const JOBS_ROUTES: readonly EdgeRoute[] = [
  { method: 'GET', path: ROUTES.jobs, respond: listJobs },
  { method: 'POST', path: ROUTES.jobs, respond: addJob },
  { method: 'PATCH', path: ROUTES.jobs, respond: changeJob },
];

export const handler = createHandler(JOBS_ROUTES);
