/** Lambda@Edge, origin-request, of /jobs: the list of jobs. */
import { ROUTES } from './api.ts';
import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { listJobs } from './routes/list-jobs.ts';

export const JOBS_ROUTES: readonly EdgeRoute[] = [{ method: 'GET', path: ROUTES.jobs, respond: listJobs }];

export const handler = createHandler(JOBS_ROUTES);
