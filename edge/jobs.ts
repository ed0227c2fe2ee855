/** Lambda@Edge, origin-request, of /jobs: the list of jobs. */
import { ROUTES } from './api.ts';
import { createHandler } from './create-handler.ts';
import { listJobs } from './routes/list-jobs.ts';

export const handler = createHandler([{ method: 'GET', path: ROUTES.jobs, respond: listJobs }]);
