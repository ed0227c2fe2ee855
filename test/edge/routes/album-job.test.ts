import { describe, expect } from 'vitest';
import { edgeTest } from '../edge-test.ts';
import { mintToken } from '../issuer.ts';
import { toJobRecord } from '../records.ts';

const it = edgeTest.extend(
  'album',
  ({ edge }) =>
    async (claims: Record<string, unknown>, jobId: string, headers = {}) =>
      edge.ask(`/photos?job_id=${jobId}`, { token: await mintToken(claims), headers }),
);

const JOB = { members: ['worker-1'], member_names: { 'worker-1': 'Wes' }, customer: 'carol' };

it.beforeEach(({ world }) => world.put(toJobRecord('j-told', JOB)));

describe('GET /photos, of its job', () => {
  it('tells the job and what the caller can do there, so that no screen needs the list', async ({ album }) => {
    const { body } = await album({ sub: 'worker-1' }, 'j-told');
    expect(body).toMatchObject({
      job: { job_id: 'j-told', title: 'Job j-told', status: 'open', can: ['view', 'upload', 'edit', 'share'] },
      can: ['view', 'upload', 'edit', 'share'],
    });
    expect(body.job.crew).toEqual([{ subject: 'worker-1', name: 'Wes' }]);
  });

  it('is not unchanged once the job is another, though its photos are the same', async ({ album, world }) => {
    const { headers } = await album({ sub: 'worker-1' }, 'j-told');
    const again = { 'if-none-match': headers.etag ?? '' };
    expect((await album({ sub: 'worker-1' }, 'j-told', again)).status).toBe(304);
    await world.put(toJobRecord('j-told', { ...JOB, status: 'closed' }));
    const closed = await album({ sub: 'worker-1' }, 'j-told', again);
    expect(closed).toMatchObject({ status: 200, body: { job: { status: 'closed' }, can: ['view', 'edit', 'share'] } });
  });

  it('tells a customer nobody of the crew', async ({ album }) => {
    const { text, body } = await album({ sub: 'carol', roles: ['customer'] }, 'j-told');
    expect(body.can).toEqual(['view', 'upload']);
    expect(text).not.toMatch(/worker-1|Wes/);
  });

  it('tells what a token allows in a job that nobody has made', async ({ album }) => {
    expect((await album({ jobs: ['j-none'] }, 'j-none')).body).toMatchObject({
      job: null,
      can: ['view', 'upload', 'edit', 'share'],
    });
  });
});
