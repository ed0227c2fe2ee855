/** The cases of the contract against the double that the phone's tests have in the place of the edge. */
import type { ProblemCode } from '../../../edge/problem.ts';
import { startEdgeDouble } from '../../browser/edge-double.ts';
import { makeJob } from '../../site/ui/make-photo.ts';
import { describeEdge } from './edge-cases.ts';

const OPEN = makeJob({ job_id: 'j-open', title: 'Job j-open', can: ['view', 'upload', 'edit', 'share'] });

const REFUSALS: Readonly<Record<string, ProblemCode>> = { 'j-other': 'access-denied', 'j-closed': 'job-closed' };

describeEdge('startEdgeDouble', async () => {
  const double = await startEdgeDouble(() => false);
  double.jobs = [OPEN, { ...OPEN, job_id: 'j-closed', status: 'closed', can: ['view', 'edit', 'share'] }];
  double.refuses = (_photo, jobId) => REFUSALS[jobId] ?? null;
  return {
    url: double.url,
    tokens: { worker: 'token-of-worker', dispatcher: 'token-of-dispatcher' },
    develop: async () => undefined,
    close: () => double.close(),
  };
});
