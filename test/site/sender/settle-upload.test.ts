import { describe, expect, it } from 'vitest';
import type { Album, FileOfPhoto, Photo } from '../../../edge/api.ts';
import type { MovedPhoto } from '../../../edge/photo-api.ts';
import { findPendingEdit, isComplete, isDelivered } from '../../../site/outbox/stored-entry.ts';
import { isOriginalAsked, lookUp, toDelivered, toRecognized, toResend } from '../../../site/sender/settle-upload.ts';
import { NOW_MS, someEntry, somePart } from '../outbox/some-entry.ts';

const LABELS = { title: null, stage: null };
const delivered = toDelivered(
  someEntry({ photoId: 'p-1', parts: [somePart('preview', { delivered: true }), somePart('working')] }),
  'working',
  { nowMs: NOW_MS, labels: LABELS },
);

function albumWithout(...deleted: string[]): Album {
  return { job_id: 'j-1', photos: [], expires_at: '', deleted };
}

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

describe('toRecognized', () => {
  const facts = { originalSha256: 'sha-of-original', nowMs: NOW_MS };
  const photoOf = (change: Partial<Photo>) =>
    ({ photo_id: 'p-1', state: 'ready', sha256: 'sha-of-working', title: 'Sofa', stage: 'before', ...change }) as Photo;

  it('takes the very bytes of the working copy for the photo, with the job’s own words', () => {
    const found = toRecognized(someEntry(), photoOf({}), facts);
    expect(found).toMatchObject({ photoId: 'p-1', title: 'Sofa', stage: 'before', wasThere: true });
    expect(found && [isComplete(found), findPendingEdit(found)]).toEqual([true, null]);
    expect(found && lookUp(found, albumWith({ sha256: 'sha-of-working', bytes: 1 }), NOW_MS).kind).toBe('in-job');
  });

  it('lets the worker’s new words follow as an edit', () => {
    const found = toRecognized(someEntry({ stage: 'after' }), photoOf({}), facts);
    expect(found && findPendingEdit(found)).toEqual({ stage: 'after' });
  });

  it('takes the original in the job for all that a smaller copy could bring', () => {
    const found = toRecognized(someEntry(), photoOf({ sha256: 'sha-of-original' }), facts);
    expect(found?.parts).toEqual([somePart('original', { delivered: true })]);
    expect(found && lookUp(found, albumWith({ sha256: 'sha-of-original', bytes: 1 }), NOW_MS).kind).toBe('in-job');
  });

  it('still lets an original follow its working copy', () => {
    const parts = [somePart('preview'), somePart('working'), somePart('original')];
    const found = toRecognized(someEntry({ parts }), photoOf({}), facts);
    expect(found?.parts?.map(({ delivered: isThere }) => isThere)).toEqual([true, true, false]);
  });

  it.each<[string, Partial<Photo>]>([
    ['a preview', { sha256: 'sha-of-preview' }],
    ['a copy that was drawn otherwise', { sha256: 'sha-of-another' }],
    ['a photo not yet hashed', { sha256: null }],
    ['an announcement', { state: 'arriving' }],
  ])('is in doubt about %s, and sends', (_, photo) => {
    expect(toRecognized(someEntry(), photoOf(photo), facts)).toBeNull();
    expect(toRecognized(someEntry({ parts: null }), photoOf(photo), facts)).toBeNull();
  });
});

describe('lookUp', () => {
  it.each<[string, Partial<Photo>, string]>([
    ['the same size, not yet hashed', {}, 'unseen'],
    [
      'the same hash among the later uploads',
      { sha256: 'x', later_uploads: [{ sha256: 'sha-of-working' } as FileOfPhoto] },
      'in-job',
    ],
    ['more later uploads than it lists', { sha256: 'x', has_more_uploads: true }, 'in-job'],
    ['the same size, and the hash of other bytes', { sha256: 'sha-of-preview' }, 'unseen'],
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
    [600_001, 'absent'],
  ])('takes other bytes %i ms after delivery as %s', (afterMs, kind) => {
    expect(lookUp(delivered, albumWith({ sha256: 'other' }), NOW_MS + afterMs).kind).toBe(kind);
  });

  it('learns that somebody has deleted it, be its original still to follow', () => {
    const parts = [...(delivered.parts ?? []), somePart('original')];
    expect(lookUp(delivered, albumWithout('p-2', 'p-1'), NOW_MS).kind).toBe('deleted');
    expect(lookUp({ ...delivered, parts }, albumWithout('p-1'), NOW_MS).kind).toBe('deleted');
  });

  it('takes only what the office says for deleted: not what is missing, nor what is being sent anew', () => {
    expect(lookUp(delivered, albumWithout(), NOW_MS).kind).toBe('unseen');
    expect(lookUp(toResend(delivered), albumWithout('p-1'), NOW_MS).kind).toBe('unseen');
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
    expect(lookUp(edited, albumWith({ sha256: 'sha-of-working' }), NOW_MS)).toMatchObject({
      kind: 'edit',
      edit: { stage: 'after' },
    });
  });
});

describe('lookUp, where the photo was given to another job', () => {
  const albumOf = (moved: Partial<MovedPhoto>): Album => ({
    ...albumWithout(),
    moved: [{ photo_id: 'p-1', files: ['sha-of-working'], revision: 3, ...moved }],
  });

  it('takes it for confirmed once its bytes have come there', () => {
    expect(lookUp(delivered, albumOf({}), NOW_MS)).toEqual({ kind: 'moved' });
    expect(lookUp(delivered, albumOf({ files: ['sha-of-preview'] }), NOW_MS).kind).toBe('unseen');
    expect(lookUp(delivered, albumOf({ photo_id: 'p-2' }), NOW_MS).kind).toBe('unseen');
  });

  it('lets words that were typed meanwhile follow to where they may', () => {
    const typed = { ...delivered, title: 'Sofa' };
    const edit = { kind: 'edit', photo: { photo_id: 'p-1', job_id: 'j-2', revision: 3 }, edit: { title: 'Sofa' } };
    expect(lookUp(typed, albumOf({ job_id: 'j-2' }), NOW_MS)).toMatchObject(edit);
    expect(lookUp(typed, albumOf({}), NOW_MS)).toEqual({ kind: 'moved' });
  });
});

describe('isOriginalAsked', () => {
  const parts = [somePart('working', { delivered: true }), somePart('original')];
  const waiting = someEntry({ photoId: 'p-1', parts });

  it('is so once somebody has asked for an original that waits here', () => {
    expect(isOriginalAsked(waiting, albumWith({ original_is: 'asked' }))).toBe(true);
    expect(isOriginalAsked(waiting, albumWith({ original_is: 'on-phone' }))).toBe(false);
    expect(isOriginalAsked(waiting, albumWith({ photo_id: 'p-2', original_is: 'asked' }))).toBe(false);
  });

  it('is not so of one that goes already, or is there, or was never to go', () => {
    const album = albumWith({ original_is: 'asked' });
    expect(isOriginalAsked({ ...waiting, originalNow: true }, album)).toBe(false);
    expect(isOriginalAsked({ ...waiting, parts: [somePart('original', { delivered: true })] }, album)).toBe(false);
    expect(isOriginalAsked(delivered, album)).toBe(false);
  });
});
