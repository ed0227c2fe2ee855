import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../edge/api.ts';
import { DEMO_JOBS, listJobsOf, toJobRows } from '../../../../infra/local/seed/demo-jobs.ts';
import { DEMO_PHOTOS, renderDemoPhoto } from '../../../../infra/local/seed/demo-photos.ts';
import { DEMO_USERS } from '../../../../infra/local/seed/demo-users.ts';
import { isJobId } from '../../../../origin/photo-key.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');

describe('the demo jobs', () => {
  const rows = toJobRows(DEMO_JOBS, NOW_MS);

  it('have rows with keys of their own, one for the job and one for each person in it', () => {
    expect(new Set(rows.map(({ pk, sk }) => `${pk}|${sk}`)).size).toBe(rows.length);
    expect(rows.filter(({ pk }) => pk === 'JOB#j-3').map(({ sk }) => sk)).toEqual([
      'JOB',
      'MEMBER#user-wes',
      'MEMBER#user-nadia',
    ]);
    expect(DEMO_JOBS.every(({ jobId }) => isJobId(jobId))).toBe(true);
  });

  it('include one to try with curl, one that is closed, and one that each worker and customer may not see', () => {
    expect(DEMO_JOBS.map(({ jobId }) => jobId)).toContain('j-test');
    expect(DEMO_JOBS.some(({ status }) => status === 'closed')).toBe(true);
    for (const { name, role } of DEMO_USERS) {
      expect(listJobsOf(name).length === DEMO_JOBS.length).toBe(role === 'dispatcher');
    }
  });
});

describe('the sample photos', () => {
  it('go only where the one who sends them works, in jobs that are open', () => {
    for (const { jobId, by, id } of DEMO_PHOTOS) {
      const job = DEMO_JOBS.find((each) => each.jobId === jobId);
      expect(job?.status).toBe('open');
      expect(job?.workers).toContain(by);
      expect(id).toMatch(LIMITS.captureId);
    }
  });

  it.each([1, 3, 6, 8] as const)('are stored turned and come out upright: orientation %i', async (orientation) => {
    const sample = DEMO_PHOTOS.find((photo) => photo.orientation === orientation);
    const { width = 0, height = 0, svg = '' } = sample?.scene ?? {};
    const stored = sample ? await renderDemoPhoto(sample, NOW_MS) : Buffer.alloc(0);
    expect((await sharp(stored).metadata()).orientation).toBe(orientation);
    const small = (image: Sharp) => image.resize(32, 32, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    const shown = sharp(await sharp(stored).autoOrient().toBuffer());
    expect(await shown.metadata()).toMatchObject({ width, height });
    const [seen, drawn] = await Promise.all([
      small(shown),
      small(sharp(Buffer.from(svg)).flatten({ background: '#fff' })),
    ]);
    const difference = seen.reduce((sum, value, index) => sum + Math.abs(value - (drawn[index] ?? 0)), 0) / seen.length;
    expect(difference).toBeLessThan(4);
  });
});
