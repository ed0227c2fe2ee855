import { describe, expect, it } from 'vitest';
import { toMoved } from '../../../site/outbox/move-entry.ts';
import { NOW_MS, someEntry, somePart } from './some-entry.ts';

describe('toMoved', () => {
  const before = someEntry({
    title: 'A sofa',
    stage: 'load',
    capturedAtMs: NOW_MS - 1000,
    parts: [somePart('preview', { delivered: true }), somePart('working')],
    stuck: 'access-denied',
    photoId: '00000000-0000-8000-8000-000000000001',
    sentLabels: { title: 'A sofa', stage: null },
    deliveredAtMs: NOW_MS,
    resends: 2,
    wasThere: true,
    originalNow: true,
  });
  const job = { job_id: 'j-2', title: 'Hot tub', address: '15 Larkspur Way' };
  const after = toMoved(before, 'c-new', job);

  it('keeps the picture, its words, its time and its owner', () => {
    const { id, jobId, job: _job, parts, stuck, photoId, sentLabels, deliveredAtMs, resends, ...kept } = after;
    expect(before).toMatchObject(kept);
    expect(parts?.map(({ variant, sha256 }) => [variant, sha256])).toEqual(
      before.parts?.map(({ variant, sha256 }) => [variant, sha256]),
    );
  });

  it('counts nothing as sent to the new job, and nothing as refused by it', () => {
    expect(after).toMatchObject({ id: 'c-new', jobId: 'j-2', job: { title: 'Hot tub', address: '15 Larkspur Way' } });
    expect(after).toMatchObject({ stuck: null, photoId: null, sentLabels: null, deliveredAtMs: null, resends: 0 });
    expect(after.parts?.some(({ delivered }) => delivered)).toBe(false);
    expect(after).not.toHaveProperty('wasThere');
  });
});
