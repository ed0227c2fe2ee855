import { describe, expect, it } from 'vitest';
import type { Album, Photo } from '../../../edge/api.ts';
import { isComplete, lookUp, toDelivered, toResend } from '../../../site/core/settle-upload.ts';
import { findPendingEdit, isDelivered } from '../../../site/core/stored-entry.ts';
import { NOW_MS, someEntry, somePart } from './some-entry.ts';

const LABELS = { title: null, stage: null };
const delivered = toDelivered(
  someEntry({ photoId: 'p-1', parts: [somePart('preview', { delivered: true }), somePart('working')] }),
  'working',
  { nowMs: NOW_MS, labels: LABELS },
);

function albumWith(photo: Partial<Photo>): Album {
  const known = { photo_id: 'p-1', state: 'stored', bytes: 400_000, sha256: null, revision: 3, ...photo };
  return { job_id: 'j-1', photos: [known as Photo], expires_at: '' };
}

describe('toDelivered', () => {
  it('does not take a preview for the photo', () => {
    expect(isDelivered(toDelivered(someEntry(), 'preview', { nowMs: NOW_MS, labels: LABELS }))).toBe(false);
  });

  it('counts the working copy as the photo', () => {
    expect(isDelivered(delivered)).toBe(true);
    expect(isComplete(delivered)).toBe(true);
  });
});

describe('lookUp', () => {
  it.each<[string, Partial<Photo>, string]>([
    ['the same size, not yet hashed', {}, 'in-job'],
    ['the same size in the listing, the record being behind', { sha256: 'sha-of-preview' }, 'in-job'],
    ['the same hash', { sha256: 'sha-of-working', bytes: 1 }, 'in-job'],
    ['the preview, whose processing is behind', { sha256: 'sha-of-preview', bytes: 40_000 }, 'unseen'],
    ['another size', { bytes: 40_000 }, 'unseen'],
    ['only its announcement', { state: 'arriving' }, 'unseen'],
    ['somebody else', { photo_id: 'p-2' }, 'unseen'],
  ])('of an album with %s', (_, photo, kind) => {
    expect(lookUp(delivered, albumWith(photo), NOW_MS).kind).toBe(kind);
  });

  it.each([
    [600_000, 'unseen'],
    [600_001, 'overwritten'],
  ])('takes another size %i ms after delivery as %s', (afterMs, kind) => {
    expect(lookUp(delivered, albumWith({ bytes: 40_000 }), NOW_MS + afterMs).kind).toBe(kind);
  });

  it('sends again at most twice', () => {
    const twice = { ...delivered, resends: 2 };
    expect(lookUp(twice, albumWith({ bytes: 40_000 }), NOW_MS + 1e6).kind).toBe('unseen');
    expect(toResend(delivered)).toMatchObject({ resends: 1, deliveredAtMs: null });
    expect(isDelivered(toResend(delivered))).toBe(false);
  });

  it('asks for an edit when the labels changed after the ticket', () => {
    const edited = { ...delivered, stage: 'after' } as const;
    expect(findPendingEdit(edited)).toEqual({ stage: 'after' });
    expect(lookUp(edited, albumWith({}), NOW_MS)).toMatchObject({ kind: 'edit', edit: { stage: 'after' } });
  });
});
