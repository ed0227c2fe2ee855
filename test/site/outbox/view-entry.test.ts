import { describe, expect, it } from 'vitest';
import type { UploadProgress } from '../../../site/outbox/send-status.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { countEntries, toEntryView } from '../../../site/outbox/view-entry.ts';
import { NOW_MS, someEntry, somePart } from './some-entry.ts';

const moment = { skewMs: 0, nextTryAtMs: null };
const live = { variant: 'working', sentBytes: 400_900, totalBytes: 400_900 } as const;
const delivered = someEntry({ parts: [somePart('working', { delivered: true })], deliveredAtMs: NOW_MS });

describe('toEntryView', () => {
  it('never shows the whole before S3\u2019s response', () => {
    expect(toEntryView(someEntry(), live, moment)).toMatchObject({ state: 'sending', progress: 0.99 });
    expect(toEntryView(delivered, undefined, moment)).toMatchObject({ state: 'delivered', progress: 1 });
  });

  it('does not count a preview as progress of the photo', () => {
    expect(toEntryView(someEntry(), { ...live, variant: 'preview' }, moment)).toMatchObject({
      state: 'sending',
      progress: 0,
    });
  });

  it('tells of an original that is still to follow, and whether it is on its way', () => {
    const parts = [somePart('working', { delivered: true }), somePart('original')];
    const follows = someEntry({ parts, deliveredAtMs: NOW_MS });
    const originalOf = (entry: StoredEntry, flight?: UploadProgress) => toEntryView(entry, flight, moment).original;
    expect(originalOf(follows)).toEqual({ bytes: 4_000_000, isOnItsWay: false });
    expect(originalOf(follows, { ...live, variant: 'original' })?.isOnItsWay).toBe(true);
    expect(originalOf({ ...follows, originalNow: true })?.isOnItsWay).toBe(true);
    expect(originalOf({ ...follows, originalNow: true, stuck: 'access-denied' })?.isOnItsWay).toBe(false);
    expect(originalOf(delivered)).toBeNull();
    expect(originalOf(someEntry({ parts: [somePart('working'), somePart('original')] }))).toBeNull();
  });

  it('says why it is stuck', () => {
    expect(toEntryView(someEntry({ stuck: 'job-closed' }), undefined, moment)).toMatchObject({
      state: 'stuck',
      problem: 'job-closed',
    });
  });
});

describe('countEntries', () => {
  it('counts as waiting only what no server has confirmed', () => {
    const entries = [someEntry(), someEntry({ jobId: 'j-2', stuck: 'job-closed' }), delivered];
    const views = entries.map((entry) => toEntryView(entry, undefined, moment));
    expect(countEntries(views, 2)).toEqual({
      waiting: 2,
      sending: 0,
      stuck: 1,
      waitingByJob: { 'j-1': 1, 'j-2': 1 },
      waitingOfOthers: 2,
    });
  });
});
