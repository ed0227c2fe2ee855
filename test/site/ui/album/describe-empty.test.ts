import { describe, expect, it } from 'vitest';
import { describeEmpty } from '../../../../site/ui/album/describe-empty.ts';
import { makeJob } from '../make-photo.ts';

describe('complaint: without signal it said that there were no photos', () => {
  it.each([
    [{ photo_count: 5 }, false, 'job.unseen'],
    [{ photo_count: 0 }, false, 'job.empty'],
    [{ photo_count: 5 }, true, 'job.empty'],
  ])('of a job with %j, seen: %s', (facts, isSeen, title) => {
    expect(describeEmpty(makeJob(facts), { isSeen, mayAdd: true }).title).toBe(title);
  });

  it('says of a job that it knows nothing of no more than that', () => {
    expect(describeEmpty(undefined, { isSeen: false, mayAdd: true }).title).toBe('job.unseen');
  });
});

describe('complaint: a closed job promised a first photo', () => {
  it.each(['closed', 'cancelled', 'pending'] as const)('promises none where the job is %s', (status) => {
    expect(describeEmpty(makeJob({ status }), { isSeen: true, mayAdd: false }).hint).toBeNull();
  });

  it('promises one to who looks at an open one', () => {
    expect(describeEmpty(makeJob(), { isSeen: true, mayAdd: false }).hint).toBe('job.empty.view');
  });
});
