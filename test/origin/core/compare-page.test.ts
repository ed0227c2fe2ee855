import { describe, expect, it } from 'vitest';
import { comparePage, type ListedObject, planPage, type RecordedPhoto } from '../../../origin/core/compare-page.ts';
import { formatPhotoKey, formatPhotoPrefix } from '../../../origin/photo-key.ts';
import { photoIdOf } from '../open-pipeline.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const HOUR_MS = 3_600_000;
const limit = { nowMs: NOW, minAgeMs: HOUR_MS };
const HASH = 'a'.repeat(64);
const OTHER_HASH = 'b'.repeat(64);

interface ObjectCase {
  readonly jobId?: string;
  readonly sha256?: string | null;
  readonly ageMs?: number;
  readonly isCurrent?: boolean;
}

function list(index: number, options: ObjectCase = {}): ListedObject {
  const { jobId = 'j-1', sha256 = HASH, ageMs = HOUR_MS, isCurrent = true } = options;
  const photo = { jobId, photoId: photoIdOf(index), type: 'image/jpeg' as const, sha256 };
  const storedAt = new Date(NOW - ageMs).toISOString();
  return { ...photo, key: formatPhotoKey(photo), versionId: 'v', storedAt, isCurrent };
}

function record(objects: readonly ListedObject[], change: Partial<RecordedPhoto> = {}): RecordedPhoto {
  const [first] = objects;
  if (!first) throw new Error('a record needs a file');
  return {
    job_id: first.jobId,
    photo_id: first.photoId,
    key: first.key,
    version_id: 'v',
    state: 'ready',
    uploaded_at: first.storedAt,
    files: objects.map(({ key }) => ({ key })),
    ...change,
  };
}

describe('planPage', () => {
  const [one, two, three] = [list(1), list(2), list(3)];
  const other = list(1, { jobId: 'j-2' });

  it('asks for all records of the jobs of a listing that has one page', () => {
    expect(planPage({ objects: [one, two, other], lastKey: null }, null)).toEqual({
      objects: [one, two, other],
      ranges: [
        { jobId: 'j-1', after: null, upTo: null },
        { jobId: 'j-2', after: null, upTo: null },
      ],
      next: null,
    });
  });

  it('leaves the last photo of a page to the next one, which begins behind the one before', () => {
    const page = planPage({ objects: [one, two, three], lastKey: three.key }, null);
    expect(page.objects).toEqual([one, two]);
    expect(page.ranges).toEqual([{ jobId: 'j-1', after: null, upTo: two.photoId }]);
    expect(page.next).toEqual({ key: `${formatPhotoPrefix(two)}/~`, photo: { jobId: 'j-1', photoId: two.photoId } });
    const next = planPage({ objects: [three, other], lastKey: null }, page.next);
    expect(next.ranges).toEqual([
      { jobId: 'j-1', after: two.photoId, upTo: null },
      { jobId: 'j-2', after: null, upTo: null },
    ]);
  });

  it('goes on after a photo whose files fill a page', () => {
    const page = planPage({ objects: [one, list(1, { sha256: OTHER_HASH })], lastKey: one.key }, null);
    expect(page.objects).toHaveLength(2);
    expect(page.next?.photo?.photoId).toBe(one.photoId);
  });

  it('asks for the rest of a job when another follows, or nothing does', () => {
    const position = { key: 'k', photo: { jobId: 'j-1', photoId: two.photoId } };
    const rest = { jobId: 'j-1', after: two.photoId, upTo: null };
    expect(planPage({ objects: [other], lastKey: null }, position).ranges).toEqual([
      rest,
      { jobId: 'j-2', after: null, upTo: null },
    ]);
    expect(planPage({ objects: [], lastKey: null }, position).ranges).toEqual([rest]);
  });

  it('goes on behind a page that has delete markers only, and keeps its place', () => {
    const position = { key: 'k', photo: { jobId: 'j-1', photoId: two.photoId } };
    expect(planPage({ objects: [], lastKey: 'jobs/j-1/x' }, position)).toEqual({
      objects: [],
      ranges: [],
      next: { ...position, key: 'jobs/j-1/x' },
    });
    expect(planPage({ objects: [], lastKey: 'jobs/j-1/x' }, null).next).toEqual({ key: 'jobs/j-1/x', photo: null });
  });
});

describe('comparePage', () => {
  const unrecorded = (objects: readonly ListedObject[], records: readonly RecordedPhoto[]) =>
    comparePage(objects, records, limit).unrecorded.map(({ key }) => key);
  const absent = (objects: readonly ListedObject[], records: readonly RecordedPhoto[]) =>
    comparePage(objects, records, limit).absent;

  it('finds an object that no record tells of, an hour old and not younger', () => {
    const [old, young] = [list(1), list(2, { ageMs: HOUR_MS - 1 })];
    expect(unrecorded([old, young], [])).toEqual([old.key]);
  });

  it('finds a file that the record of its photo does not have', () => {
    const [file, later] = [list(1), list(1, { sha256: OTHER_HASH })];
    expect(unrecorded([file, later], [record([file])])).toEqual([later.key]);
    expect(unrecorded([file, later], [record([file], { has_more_files: true })])).toEqual([]);
    expect(unrecorded([file, later], [record([file], { deleted_at: '2026-11-01T00:00:00Z' })])).toEqual([later.key]);
  });

  it('finds what has not got the name of its bytes, whatever the record says', () => {
    const unnamed = list(1, { sha256: null });
    expect(unrecorded([unnamed], [record([unnamed])])).toEqual([unnamed.key]);
  });

  it('finds a file of a deleted photo that nothing hides, an hour after the deletion and not earlier', () => {
    const file = list(1);
    const deletedAt = (ageMs: number) => record([file], { deleted_at: new Date(NOW - ageMs).toISOString() });
    const unhidden = (ageMs: number) => comparePage([file], [deletedAt(ageMs)], limit).unhidden;
    expect(unhidden(HOUR_MS)).toEqual([file]);
    expect(unhidden(HOUR_MS - 1)).toEqual([]);
    expect(comparePage([file], [record([file])], limit).unhidden).toEqual([]);
  });

  it('takes what was deleted for what it is: neither unrecorded nor absent', () => {
    const hidden = list(1, { isCurrent: false });
    expect(comparePage([hidden], [], limit)).toEqual({ unrecorded: [], unhidden: [], absent: [] });
    const deleted = record([hidden], { deleted_at: '2026-11-01T00:00:00Z' });
    expect(comparePage([hidden], [deleted], limit)).toEqual({ unrecorded: [], unhidden: [], absent: [] });
    expect(absent([], [deleted])).toEqual([]);
  });

  it('names each file of a record that the bucket does not give out', () => {
    const [one, hidden, gone] = [list(1), list(2, { isCurrent: false }), list(3)];
    const records = [record([one, gone]), record([hidden])];
    expect(absent([one, hidden], records)).toEqual([gone.key, hidden.key]);
  });

  it.each<[string, Partial<RecordedPhoto>]>([
    ['that is only announced', { state: 'arriving', uploaded_at: null }],
    ['that arrived less than an hour ago', { uploaded_at: new Date(NOW - HOUR_MS + 1).toISOString() }],
    ['whose row has expired', { expires_at: NOW / 1000 }],
  ])('misses nothing of a photo %s', (_case, change) => {
    expect(absent([], [record([list(1)], change)])).toEqual([]);
  });
});
