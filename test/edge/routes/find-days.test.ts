/** The jobs of some days. */
import { describe, expect } from 'vitest';
import { findJobsTest as it } from '../find-jobs-test.ts';
import { toDraftedRows } from '../job-rows.ts';

const DISPATCHER = { roles: ['dispatcher'] };

describe('GET /jobs?from&until', () => {
  it.beforeAll(async ({ world }) => {
    const days = ['2026-12-01T00:00:00Z', '2026-12-01T09:30:00Z', '2026-12-01T23:59:59.999Z', '2026-12-02T00:00:00Z'];
    await world.put(
      ...days.flatMap((scheduled_for, index) =>
        toDraftedRows({
          job_id: `day-${index}`,
          title: 'Day',
          members: ['dora'],
          scheduled_for,
          created_at: '2026-01-03T00:00:00Z',
        }),
      ),
    );
  });

  const DAY = 'from=2026-12-01T00:00:00Z&until=2026-12-02T00:00:00Z';

  it.for([
    [DAY, ['day-0', 'day-1', 'day-2']],
    ['from=2026-12-01T10:00:00%2B01:00&until=2026-12-02T00:00:00Z', ['day-1', 'day-2']],
    ['until=2026-12-01T09:30:00Z', ['day-0']],
    ['from=2026-12-01T23:59:59.999Z', ['day-2', 'day-3']],
    [`${DAY}&q=day`, ['day-0', 'day-1', 'day-2']],
    [`${DAY}&status=closed`, []],
    ['from=2027-01-01T00:00:00Z', []],
  ] as const)('lists by %j, the earliest first', async ([query, ids], { found }) => {
    const { ids: some, next } = await found({ sub: 'dora' }, query);
    expect([query.includes('q=') ? some.toSorted() : some, next]).toEqual([ids, undefined]);
  });

  it('goes through pages, and through the jobs that a token names', async ({ found }) => {
    expect((await found(DISPATCHER, DAY)).ids).toEqual(['day-0', 'day-1', 'day-2']);
    expect((await found({ jobs: ['day-3', 'day-1', 'wes-2', 'day-0'] }, DAY)).ids).toEqual(['day-0', 'day-1']);
  });

  it.for(['from=', 'from=today', 'until=2026-12-01', 'from=2026-13-01T00:00:00Z'])(
    'refuses %j',
    async (query, { asked }) => {
      const { status, body } = await asked(DISPATCHER, query);
      expect([status, body.code]).toEqual([400, 'bad-request']);
    },
  );

  it('shows nothing of the days of others', async ({ found }) => {
    expect(await found({ sub: 'eve' }, DAY)).toEqual({ ids: [], next: undefined });
  });
});
