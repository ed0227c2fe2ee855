/** A test of lists of jobs: asks for one by its query, as whoever the claims name. */
import { edgeTest } from './edge-test.ts';
import { mintToken } from './issuer.ts';

export const findJobsTest = edgeTest
  .extend('asked', ({ edge }) => async (claims: Record<string, unknown>, query: string, headers = {}) => {
    const path = `/jobs?${new URLSearchParams(query)}`;
    return edge.ask(path, { token: await mintToken(claims), headers });
  })
  .extend('found', ({ asked }) => async (claims: Record<string, unknown>, query: string) => {
    const { body } = await asked(claims, query);
    return { ids: body.jobs.map(({ job_id }: { job_id: string }) => job_id), next: body.next };
  });
