import { describe, expect } from 'vitest';
import { findJobsTest as it } from '../find-jobs-test.ts';
import { toDraftedRows } from '../job-rows.ts';

const DISPATCHER = { roles: ['dispatcher'] };

it.beforeAll(async ({ world }) => {
  // More jobs with one word than one Query looks at.
  const many = Array.from({ length: 560 }, (_, index) =>
    toDraftedRows({
      job_id: `j-${index}`,
      title: index === 555 ? 'Café on the corner' : 'Garage',
      address: '4 Willow Bend',
      created_at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
    }),
  );
  await world.put(
    ...many.flat(),
    ...toDraftedRows({
      job_id: 'wes-1',
      title: 'Hôtel Beau-Séjour',
      address: '12 Rue Élysée',
      members: ['wes', 'nadia'],
      member_names: { nadia: 'Nadia Brooks' },
      customer: 'carol',
      customer_name: 'Carol Müller',
      created_at: '2026-01-02T00:00:00Z',
      scheduled_for: '2026-12-24T08:00:00Z',
    }),
    ...toDraftedRows(
      { job_id: 'wes-2', title: 'Yard', members: ['wes'], status: 'closed', created_at: '2026-01-01T00:00:00Z' },
      {
        activity_sort: '2026-11-01T00:00:00.000Z#wes-2',
        last_photo_at: '2026-11-01T00:00:00.000Z',
        photo_count: 2,
        photos_after: 1,
      },
    ),
  );
});

describe('GET /jobs?q', () => {
  it.for([
    ['cafe', ['j-555']],
    ['CAFÉ corn', ['j-555']],
    ['willow cafe', ['j-555']],
    ['hotel', ['wes-1']],
    ['sejour', ['wes-1']],
    ['12 elys', ['wes-1']],
    ['mull', ['wes-1']],
    ['nadia bro', ['wes-1']],
    ['wes-1', ['wes-1']],
    ['555', ['j-555']],
    ['afé', []],
    ['hotel willow', []],
  ] as const)('finds by %j', async ([q, ids], { found }) => {
    expect(await found(DISPATCHER, `q=${q}`)).toEqual({ ids, next: undefined });
  });

  it('answers in 20 KB, and finds each job once over all pages', async ({ asked, found }) => {
    const first = await asked(DISPATCHER, 'q=w');
    expect(first.text.length).toBeLessThan(20_000);
    const ids: string[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: Awaited<ReturnType<typeof found>> = await found(DISPATCHER, `q=w${next && `&cursor=${next}`}`);
      ids.push(...page.ids);
      next = page.next;
    }
    expect([ids.length, new Set(ids).size]).toEqual([562, 562]);
  });

  it('says that it has not looked everywhere', async ({ found }) => {
    const page = await found(DISPATCHER, 'q=willow garage');
    expect(page.ids.length).toBe(20);
    expect(page.next).toEqual(expect.any(String));
    expect((await found(DISPATCHER, `q=willow garage&cursor=${page.next}`)).ids).not.toContain(page.ids[0]);
  });

  it('is of the jobs of one person, or of one status', async ({ found }) => {
    expect((await found({ ...DISPATCHER }, 'q=w&member=wes')).ids.sort()).toEqual(['wes-1', 'wes-2']);
    expect((await found({ sub: 'wes' }, 'q=wes&status=closed')).ids).toEqual(['wes-2']);
  });

  it('looks among the jobs that a token names', async ({ found }) => {
    const claims = { jobs: ['j-1', 'wes-1', 'j-4040'] };
    expect(await found(claims, 'q=séj')).toEqual({ ids: ['wes-1'], next: undefined });
    expect((await found(claims, 'q=garage')).ids).toEqual(['j-1']);
  });
});

describe('attack: search', () => {
  it('finds nothing of jobs of others, nor that there are any', async ({ found }) => {
    for (const claims of [{ sub: 'eve' }, { sub: '*' }, { sub: 'eve', roles: ['customer'] }]) {
      for (const q of ['cafe', 'garage', 'w', 'wes-1', 'j']) {
        expect(await found(claims, `q=${q}`)).toEqual({ ids: [], next: undefined });
      }
      expect(await found(claims, '')).toEqual({ ids: [], next: undefined });
    }
    expect(await found({ sub: 'wes' }, 'q=garage')).toEqual({ ids: [], next: undefined });
  });

  it('takes no cursor into the jobs of others', async ({ asked, found }) => {
    const { next = '' } = await found(DISPATCHER, 'q=willow');
    expect(await found({ sub: 'eve' }, `q=willow&cursor=${next}`)).toEqual({ ids: [], next: undefined });
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    for (const cursor of ['x', encode('garage willow#j-1'), encode('willow'), encode('willow willow#../j')]) {
      expect((await asked(DISPATCHER, `q=willow&cursor=${cursor}`)).body.code).toBe('bad-request');
    }
    for (const cursor of ['x', encode('2026-01-01T00:00:00Z#*'), encode('2026#j-1'), next]) {
      expect((await asked(DISPATCHER, `cursor=${cursor}`)).body.code).toBe('bad-request');
    }
  });

  it('finds a job by the crew for the crew, and not for the customer', async ({ found }) => {
    expect((await found({ sub: 'nadia' }, 'q=nadia')).ids).toEqual(['wes-1']);
    expect((await found({ sub: 'carol', roles: ['customer'] }, 'q=hotel')).ids).toEqual(['wes-1']);
    expect((await found({ sub: 'carol', roles: ['customer'] }, 'q=nadia')).ids).toEqual([]);
  });

  it('asks for the jobs of somebody else only for dispatchers', async ({ asked }) => {
    expect((await asked({ sub: 'eve' }, 'member=wes')).body.code).toBe('access-denied');
    expect((await asked({ sub: 'eve' }, 'q=hotel&member=*')).body.code).toBe('access-denied');
    expect((await asked({ sub: 'wes' }, 'member=wes')).status).toBe(200);
  });

  it('finds nothing of a member who has left, whatever row was left behind', async ({ found, world }) => {
    const row = { pk: 'WORD#nadia', sk: 'yard#wes-2', job_id: 'wes-2', words: ' yard ' };
    await world.put(row);
    expect((await found({ sub: 'nadia' }, 'q=yard')).ids).toEqual([]);
  });
});

describe('GET /jobs by its other parameters', () => {
  it('shows one job to who may see it, and nothing to others', async ({ found }) => {
    expect((await found({ sub: 'wes' }, 'job_id=wes-1')).ids).toEqual(['wes-1']);
    for (const query of ['job_id=j-1', 'job_id=j-404']) expect((await found({ sub: 'wes' }, query)).ids).toEqual([]);
  });

  it('orders by creation, by the last photo, and by schedule', async ({ found }) => {
    expect((await found({ sub: 'wes' }, '')).ids).toEqual(['wes-1', 'wes-2']);
    expect((await found({ sub: 'wes' }, 'sort=scheduled')).ids).toEqual(['wes-1']);
    expect((await found(DISPATCHER, 'sort=activity')).ids.slice(0, 2)).toEqual(['wes-2', 'j-559']);
  });

  it('finds the one closed job behind hundreds of open ones, and says so long that there may be more', async ({
    found,
  }) => {
    const first = await found(DISPATCHER, 'status=closed');
    expect(first).toEqual({ ids: [], next: expect.any(String) });
    expect(await found(DISPATCHER, `status=closed&cursor=${first.next}`)).toEqual({ ids: ['wes-2'], next: undefined });
  });

  it('tells how many photos there are and which stages they show', async ({ asked }) => {
    const { body } = await asked({ sub: 'wes' }, 'status=closed');
    const stages = { before: 0, load: 0, after: 1, receipt: 0, damage: 0 };
    expect(body.jobs).toMatchObject([
      { photo_count: 2, stages, last_photo_at: '2026-11-01T00:00:00.000Z', can: ['view', 'edit', 'share'] },
    ]);
  });

  it('is unchanged until something of it changes', async ({ asked, world }) => {
    const { headers } = await asked({ sub: 'wes' }, '');
    const again = { 'if-none-match': headers.etag ?? '' };
    expect(await asked({ sub: 'wes' }, '', again)).toMatchObject({ status: 304, text: '' });
    await world.put({
      pk: 'JOB#wes-2',
      sk: 'JOB',
      ...toDraftedRows({ job_id: 'wes-2', title: 'Lawn', members: ['wes'] })[0],
    });
    expect((await asked({ sub: 'wes' }, '', again)).status).toBe(200);
  });

  it('comes compressed to who takes it so', async ({ asked }) => {
    const { headers } = await asked(DISPATCHER, '', { 'accept-encoding': 'gzip, br' });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'authorization, accept-encoding' });
  });

  it.for(['status=half', 'sort=title', 'job_id=../x', `q=${'x'.repeat(201)}`, 'member='])(
    'refuses %s',
    async (query, { asked }) => {
      expect((await asked(DISPATCHER, query)).body.code).toBe('bad-request');
    },
  );
});
