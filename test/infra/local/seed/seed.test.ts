import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../edge/api.ts';
import { DEMO_JOBS, listJobsOf, toDemoJobFile } from '../../../../infra/local/seed/demo-jobs.ts';
import { DEMO_PHOTOS, renderDemoPhoto } from '../../../../infra/local/seed/demo-photos.ts';
import { DEMO_USERS } from '../../../../infra/local/seed/demo-users.ts';
import { formatJobFile, parseJobFile } from '../../../../origin/job-file.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');

describe('the demo jobs', () => {
  it('are jobs as an operator could write them', () => {
    for (const job of DEMO_JOBS) {
      const file = toDemoJobFile(job, NOW_MS);
      expect(parseJobFile(formatJobFile(file))).toEqual(file);
    }
    expect(DEMO_JOBS.map((job) => toDemoJobFile(job, NOW_MS)).find(({ job_id }) => job_id === 'j-3')).toMatchObject({
      members: ['user-wes', 'user-nadia'],
      created_at: '2026-11-21T14:00:00.000Z',
    });
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
