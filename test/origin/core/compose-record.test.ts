import { describe, expect, it } from 'vitest';
import { composeAudit } from '../../../origin/core/compose-audit.ts';
import { composeRecord } from '../../../origin/core/compose-record.ts';
import type { PhotoFile, PhotoRecord } from '../../../origin/records.ts';
import { arrivingRecord, fileOf, hashOf, IMAGE, NAME, NOON, recordOf, SHA256 } from './develop-case.ts';

const compose = (before: PhotoRecord | null, ...files: PhotoFile[]) =>
  composeRecord(before, { photo: NAME, files, edits: null });

describe('composeRecord', () => {
  it('tells what was found, with the true type', () => {
    expect(compose(null, fileOf('a', 0, { image: IMAGE }))).toMatchObject({
      state: 'ready',
      part: 'photo',
      key: `jobs/j-1/${NAME.photoId}/${SHA256}.jpg`,
      type: 'image/heic',
      taken_at: '2026-11-22T12:30:00+01:00',
      taken_at_source: 'exif',
      uploaded_at: NOON,
      width: 4032,
      height: 3024,
      placeholder: 'AAAA',
      images_of: SHA256,
      camera: 'Apple iPhone 15',
      version_id: 'v-a',
    });
  });

  it('is stored, without images, before it was developed', () => {
    expect(compose(null, fileOf())).toMatchObject({ state: 'stored', images_of: null, width: null, sha256: SHA256 });
  });

  it('takes title, stage, place and name from what the ticket signed', () => {
    const location = { latitude: 52.5, longitude: 13.4, accuracy: 12 };
    const words = { title: 'Küche 🏠', stage: 'before', location, uploaded_by_name: 'Zoë ☂' } as const;
    expect(compose(arrivingRecord(), fileOf('a', 0, words))).toMatchObject({ ...words, revision: 0 });
  });

  it('drops the TTL of the arriving row', () => {
    expect(compose(arrivingRecord(), fileOf())).not.toHaveProperty('expires_at');
  });

  it('keeps how many notes stand on it, whatever arrives', () => {
    expect(compose(recordOf([fileOf()], { note_count: 2 }), fileOf(), fileOf('b', 60))).toMatchObject({
      note_count: 2,
    });
    expect(compose(recordOf([fileOf()]), fileOf())).not.toHaveProperty('note_count');
  });

  it('says of a drawing on what it was drawn, by its first file, and that it is no evidence, however it was promised', () => {
    const drawn_on = '0b9f2f6e-6c1e-4f0a-9a4e-000000000007';
    const drawing = compose(null, fileOf('a', 0, { drawn_on, is_declared: true }), fileOf('b', 60));
    expect(drawing).toMatchObject({ drawn_on, verified: false });
    const photo = compose(null, fileOf('a', 0, { is_declared: true }), fileOf('b', 60, { drawn_on }));
    expect([photo.verified, 'drawn_on' in photo]).toEqual([true, false]);
    expect(composeAudit(drawing, fileOf('a', 0, { drawn_on })).map(({ action }) => action)).toEqual(['stored']);
  });

  it('marks a photo whose file was cut off, and no other', () => {
    expect(compose(null, fileOf('a', 0, { image: { ...IMAGE, is_cut_off: true } }))).toMatchObject({
      state: 'ready',
      is_cut_off: true,
    });
    expect(compose(null, fileOf('a', 0, { image: IMAGE }))).not.toHaveProperty('is_cut_off');
  });

  it('knows of an unreadable photo when and whose, but no size or placeholder', () => {
    const image = { ...IMAGE, unreadable_reason: 'not-an-image', type: null, width: null, height: null } as const;
    const unreadable = { ...image, placeholder: null, camera: null, taken_at: null };
    expect(compose(null, fileOf('a', 0, { image: unreadable }))).toMatchObject({
      state: 'unreadable',
      unreadable_reason: 'not-an-image',
      type: 'image/jpeg',
      width: null,
      images_of: null,
      sha256: SHA256,
      taken_at: NOON,
      taken_at_source: 'arrival',
    });
  });

  it('shows the images of the preview until the photo has its own', () => {
    const preview = fileOf('p', 0, { part: 'preview', named: { photo: SHA256 }, image: IMAGE });
    expect(compose(null, preview, fileOf('a', 1))).toMatchObject({
      state: 'stored',
      images_of: hashOf('p'),
      width: null,
    });
    const developed = fileOf('a', 1, { image: IMAGE });
    expect(compose(null, preview, developed)).toMatchObject({ state: 'ready', images_of: SHA256 });
  });
});

describe('composeRecord, over what people did', () => {
  const first = { title: 'first', stage: 'before' } as const;

  it('keeps an edited title, stage and revision, also when another file arrives', () => {
    const edited = recordOf([fileOf()], { title: 'edited', stage: 'after', revision: 3 });
    expect(compose(edited, fileOf('a', 0, first), fileOf('b', 1))).toMatchObject({
      title: 'edited',
      stage: 'after',
      revision: 3,
    });
  });

  it('keeps an edit that took the title away', () => {
    expect(
      compose(recordOf([fileOf('a', 0, first)], { title: null, revision: 1 }), fileOf('a', 0, first)).title,
    ).toBeNull();
  });

  it('fills in what nobody could know who changed it before any file of it was read', () => {
    const adopted = arrivingRecord({ state: 'stored', stage: 'after', revision: 1 });
    expect(compose(adopted, fileOf('a', 0, first))).toMatchObject({ title: 'first', stage: 'after', revision: 1 });
  });

  it('reads an edit from the tags where the table has lost it', () => {
    const edits = { title: 'edited', stage: null, revision: 2 };
    expect(composeRecord(null, { photo: NAME, files: [fileOf('a', 0, first)], edits })).toMatchObject(edits);
  });

  it('reads a deletion from the tags where the table has lost it: restorable for 30 days', () => {
    const edits = { title: null, stage: null, revision: 2, deleted_at: NOON };
    const record = composeRecord(null, { photo: NAME, files: [fileOf('b', 9)], edits });
    expect(record).toMatchObject({ deleted_at: NOON, expires_at: Date.parse(NOON) / 1000 + 30 * 86_400, revision: 2 });
  });

  it.each([
    [1, 'of the tags'],
    [2, 'of the record'],
    [3, 'of the record'],
  ])('takes the later one of a record at revision %i and tags at revision 2: %s', (revision, title) => {
    const before = recordOf([fileOf()], { title: 'of the record', revision });
    const edits = { title: 'of the tags', stage: null, revision: 2 };
    const expected = { title, revision: Math.max(revision, 2) };
    expect(composeRecord(before, { photo: NAME, files: [fileOf()], edits })).toMatchObject(expected);
  });

  it('keeps a deletion, whatever arrives after it', () => {
    const deletion = { deleted_at: NOON, expires_at: 1_900_000_000, revision: 1 };
    expect(compose(recordOf([fileOf()], deletion), fileOf(), fileOf('b', 60))).toMatchObject(deletion);
    expect(compose(arrivingRecord(deletion), fileOf('b', 60))).toMatchObject(deletion);
  });
});

describe('composeRecord, on when it was taken', () => {
  const takenAt = '2026-11-22T10:00:00Z';

  it.each([
    ['2026-11-23T12:00:00Z', 'exif'],
    ['2026-11-23T12:00:01Z', 'client'],
  ])('believes a camera up to a day ahead of the arrival: %s is of %s', (exif, source) => {
    const ahead = fileOf('a', 0, { taken_at: takenAt, image: { ...IMAGE, taken_at: exif } });
    expect(compose(null, ahead).taken_at_source).toBe(source);
  });

  it('takes the client’s word without EXIF, and the arrival without either', () => {
    expect(compose(null, fileOf('a', 0, { taken_at: takenAt }))).toMatchObject({
      taken_at: takenAt,
      taken_at_source: 'client',
    });
    expect(compose(null, fileOf()).taken_at_source).toBe('arrival');
  });
});

describe('composeRecord, of an original that has not come', () => {
  const named = { original: hashOf('o') };
  const first = fileOf('a', 0, { named });
  const original = fileOf('o', 9, { part: 'original', named });

  it('says so as long as none has come that the first ticket named, and remembers who has asked for it', () => {
    const waiting = recordOf([first]);
    expect(waiting.original_is).toBe('on-phone');
    const asked = { ...waiting, original_is: 'asked' } as const;
    const again = { photo: NAME, files: [first], edits: null };
    expect(composeRecord(asked, again).original_is).toBe('asked');
    expect(composeRecord(asked, { ...again, files: [first, original] })).not.toHaveProperty('original_is');
    expect(recordOf([fileOf('a')])).not.toHaveProperty('original_is');
  });
});
