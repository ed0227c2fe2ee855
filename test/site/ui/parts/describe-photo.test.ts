import { describe, expect, it } from 'vitest';
import { toShownTime } from '../../../../site/ui/parts/describe-photo.ts';
import { makePhoto } from '../make-photo.ts';

describe('toShownTime', () => {
  const times = { taken_at: '2026-11-22T10:00:00Z', uploaded_at: '2026-11-22T10:01:00Z' } as const;

  it('tells when a photo was taken, and where nobody knows, when it arrived', () => {
    expect(toShownTime(makePhoto(times))).toBe(times.taken_at);
    expect(toShownTime(makePhoto({ ...times, taken_at: null }))).toBe(times.uploaded_at);
    expect(toShownTime(makePhoto({ taken_at: null, uploaded_at: null }))).toBeNull();
  });

  it('tells when it arrived where its own time cannot be right', () => {
    expect(toShownTime(makePhoto({ ...times, taken_at_in_future: true }))).toBe(times.uploaded_at);
  });
});
