import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { EVERY_JOB } from '../../../origin/job-records.ts';
import { toWordRow } from '../../../origin/job-words.ts';
import { findJobsTest as it } from '../find-jobs-test.ts';
import { toDraftedRows } from '../job-rows.ts';

const DISPATCHER = { roles: ['dispatcher'] };

it('finds the one job that has two words of which each has more rows than a response looks at, and says "none" only at the end', async ({
  asked,
  world,
}) => {
  const rowsOf = (word: string, count: number) =>
    Array.from({ length: count }, (_, index) =>
      toWordRow({ jobId: `d-${word}-${index}`, who: EVERY_JOB, words: [word] }, word),
    );
  await world.put(...rowsOf('lighthouse', 2600), ...rowsOf('quarry', 600), ...rowsOf('willow', 600));
  await world.put(
    ...toDraftedRows({ job_id: 'z-deep', title: 'Lighthouse at the quarry', created_at: '2026-01-01T00:00:00Z' }),
  );
  const walk = async (query: string) => {
    const pages: { readonly ids: readonly string[]; readonly isLast: boolean }[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const { body }: Awaited<ReturnType<typeof asked>> = await asked(
        DISPATCHER,
        `q=${query}${next && `&cursor=${next}`}`,
      );
      next = body.next;
      pages.push({ ids: body.jobs.map(({ job_id }: { job_id: string }) => job_id), isLast: next === undefined });
    }
    return pages;
  };
  const nothing = { ids: [], isLast: false };
  const deep = await walk('lighthouse quarry');
  expect(deep.flatMap(({ ids }) => ids)).toEqual(['z-deep']);
  expect([deep.length, deep[0]]).toEqual([2, nothing]);
  expect(await walk('lighthouse willow')).toEqual([nothing, { ids: [], isLast: true }]);
});

it('signs the images of the first 12 jobs, of all 50 for dispatchers, each for its own job alone', async ({
  asked,
  world,
}) => {
  const id = '00000000-0000-8000-8000-000000000001';
  const crowd = Array.from({ length: 50 }, (_, index) =>
    toDraftedRows(
      { job_id: `c-${index}`, title: 'Zebra', members: ['tim'], created_at: '2026-11-30T00:00:00Z' },
      { cover: `thumbs/c-${index}/${id}/${'ab'.repeat(16)}-320.webp` },
    ),
  );
  await world.put(...crowd.flat());
  const readCovers = ({ body }: Awaited<ReturnType<typeof asked>>): string[] =>
    body.jobs.flatMap(({ cover_url }: { cover_url: string | null }) => cover_url ?? []);
  const own = await asked({ sub: 'tim' }, '');
  const every = await asked(DISPATCHER, '');
  expect([own, every].map((response) => readCovers(response).length)).toEqual([12, 50]);
  for (const { body } of [own, every]) {
    for (const { job_id, cover_url } of body.jobs.slice(0, 12)) {
      const policy = new URL(cover_url, 'http://x').searchParams.get('Policy') ?? '';
      const { Statement } = JSON.parse(Buffer.from(policy.replaceAll('_', '='), 'base64').toString());
      expect(Statement[0].Resource).toMatch(new RegExp(`/thumbs/${job_id}/\\*$`));
    }
  }
  const found = await asked(DISPATCHER, 'q=zebra');
  expect([found.body.jobs.length, found.text.length < 20_000]).toEqual([20, true]);
  expect(readCovers(found).length).toBeGreaterThan(8);
  // As most who ask get it.
  expect(gzipSync(every.text).length).toBeLessThan(20_000);
});
