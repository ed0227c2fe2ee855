/** A test of what a dispatcher makes and changes of jobs: each has a job of its own. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { formatJobFileKey } from '../../../origin/job-file.ts';
import { edgeTest } from '../edge-test.ts';

const CREW = [{ subject: 'worker-1', name: 'Wes' }];
const ASKED = { title: 'Attic', address: '9 Pine Road', crew: CREW, customer: 'customer-1', customer_name: 'Café' };
let count = 0;

export const jobTest = edgeTest
  .extend('jobId', () => {
    count += 1;
    return `j-made-${count}`;
  })
  .extend(
    'add',
    ({ edge, jobId, dispatcher }) =>
      (facts: object = {}, token: string = dispatcher) =>
        edge.ask('/jobs', { method: 'POST', token, body: { job_id: jobId, ...ASKED, ...facts } }),
  )
  .extend(
    'change',
    ({ edge, jobId, dispatcher }) =>
      (revision: number, facts: object, token: string = dispatcher) =>
        edge.ask(`/jobs?job_id=${jobId}`, {
          method: 'PATCH',
          token,
          headers: { 'if-match': `"${revision}"` },
          body: facts,
        }),
  )
  .extend('readCopy', ({ world, jobId }) => async () => {
    const key = { Bucket: world.config.uploads_bucket, Key: formatJobFileKey(jobId) };
    const { Body } = await world.s3.send(new GetObjectCommand(key));
    return JSON.parse((await Body?.transformToString()) ?? '');
  })
  .extend(
    'actions',
    ({ world, jobId }) =>
      async () =>
        (await world.audit(jobId)).map(({ action }) => action),
  );
