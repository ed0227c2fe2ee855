import { describe, expect } from 'vitest';
import {
  formatActivitySort,
  formatMemberKey,
  formatMemberSort,
  type MemberRecord,
} from '../../../origin/job-records.ts';
import { edgeTest } from '../edge-test.ts';
import { mintToken } from '../issuer.ts';
import { toJobRecord } from '../records.ts';

const it = edgeTest.extend('list', ({ edge }) => async (claims: Record<string, unknown>, query = '') => {
  return (await edge.ask(`/jobs${query}`, { token: await mintToken(claims) })).body;
});

function toMemberRecord(jobId: string, member: string, createdAt: string): MemberRecord {
  return {
    ...formatMemberKey(jobId, member),
    job_id: jobId,
    member,
    status: 'open',
    member_sort: formatMemberSort(createdAt, jobId),
    activity_sort: formatActivitySort({ job_id: jobId, created_at: createdAt }),
  };
}

it.beforeAll(async ({ world }) => {
  const days = Array.from(
    { length: 60 },
    (_, day) => `2026-09-${String((day % 30) + 1).padStart(2, '0')}T0${Math.floor(day / 30)}:00:00.000Z`,
  );
  await world.put(
    ...days.map((created_at, index) => toJobRecord(`j-${index}`, { created_at })),
    toJobRecord('j-a', { created_at: '2026-10-01T00:00:00.000Z', members: ['worker-1'], customer: 'customer-1' }),
    toMemberRecord('j-a', 'worker-1', '2026-10-01T00:00:00.000Z'),
    toMemberRecord('j-a', 'customer-1', '2026-10-01T00:00:00.000Z'),
    toJobRecord('j-b', { created_at: '2026-10-02T00:00:00.000Z', members: ['worker-1'], status: 'closed' }),
    toMemberRecord('j-b', 'worker-1', '2026-10-02T00:00:00.000Z'),
    // A row that was left behind: the job has forgotten this worker.
    toMemberRecord('j-0', 'worker-1', '2026-09-01T00:00:00.000Z'),
  );
});

const idsOf = ({ jobs }: { jobs: { job_id: string }[] }) => jobs.map(({ job_id }) => job_id);

describe('GET /jobs', () => {
  it('shows dispatchers all jobs, newest first, by pages', async ({ list }) => {
    const first = await list({ roles: ['dispatcher'] });
    const second = await list({ roles: ['dispatcher'] }, `?cursor=${first.next}`);
    expect(idsOf(first).slice(0, 2)).toEqual(['j-b', 'j-a']);
    expect([first.jobs.length, second.jobs.length, second.next]).toEqual([50, 12, undefined]);
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(62);
  });

  it('shows workers and customers theirs, with what they can do there', async ({ list }) => {
    const { jobs } = await list({ sub: 'worker-1' });
    expect(jobs.map(({ job_id, can }: never) => [job_id, can])).toEqual([
      ['j-b', ['view', 'edit', 'share']],
      ['j-a', ['view', 'upload', 'edit', 'share']],
    ]);
    const [job] = (await list({ sub: 'customer-1', roles: ['customer'] })).jobs;
    expect(job).toEqual({
      job_id: 'j-a',
      title: 'Job j-a',
      address: '1 Main St',
      status: 'open',
      customer_name: null,
      scheduled_for: null,
      required_stages: [],
      revision: 1,
      created_at: '2026-10-01T00:00:00.000Z',
      updated_at: '2026-10-01T00:00:00.000Z',
      photo_count: 0,
      stages: { before: 0, load: 0, after: 0, receipt: 0, damage: 0 },
      last_photo_at: null,
      cover_url: null,
      can: ['view', 'upload'],
    });
  });

  it('shows the jobs that the token names, and no other', async ({ list }) => {
    expect(idsOf(await list({ jobs: ['j-1', 'j-a', 'j-404'] }))).toEqual(['j-a', 'j-1']);
    expect(idsOf(await list({ roles: ['dispatcher'], jobs: [] }))).toEqual([]);
    expect(idsOf(await list({ sub: 'nobody' }))).toEqual([]);
  });

  it('lists nothing to a token that may only upload', async ({ list }) => {
    expect((await list({ scope: 'upload' })).code).toBe('access-denied');
    expect(idsOf(await list({ scope: 'upload view', jobs: ['j-a'] }))).toEqual(['j-a']);
  });

  it('reads more jobs than fit into one batch', async ({ list }) => {
    const jobs = [...Array.from({ length: 150 }, (_, index) => `j-${index}`), 'j-a'];
    expect(idsOf(await list({ jobs })).length).toBe(61);
  });

  it('tells customers nobody of the crew, and who works there by name where it is known', async ({ list, world }) => {
    await world.put(
      toJobRecord('j-8x', {
        members: ['worker-8', 'worker-9'],
        member_names: { 'worker-8': 'Wes' },
        customer: 'carol',
      }),
      toMemberRecord('j-8x', 'carol', '2026-10-03T00:00:00.000Z'),
      toMemberRecord('j-8x', 'worker-8', '2026-10-03T00:00:00.000Z'),
    );
    expect(JSON.stringify(await list({ sub: 'carol', roles: ['customer'] }))).not.toMatch(/crew"|worker-|Wes/);
    expect((await list({ sub: 'worker-8' })).jobs[0].crew).toEqual([
      { subject: 'worker-8', name: 'Wes' },
      { subject: 'worker-9', name: null },
    ]);
    expect(JSON.stringify(await list({ sub: 'worker-8' }))).not.toContain('carol');
  });
});
