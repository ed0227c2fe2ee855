import { describe, expect, it } from 'vitest';
import { composeRecord } from '../../../origin/core/compose-record.ts';
import { arrivingRecord, developmentOf, photoOf, recordOf, SHA256, versionOf } from './develop-case.ts';

const LATER = { version: versionOf('v2', '02'), photo: photoOf('v2') };

describe('composeRecord', () => {
  it('tells what was found, with the true type', () => {
    expect(composeRecord(null, developmentOf())).toEqual(
      recordOf({
        type: 'image/heic',
        taken_at: '2026-11-22T12:30:00+01:00',
        taken_at_source: 'exif',
        width: 4032,
        height: 3024,
        placeholder: 'AAAA',
        camera: 'Apple iPhone 15',
      }),
    );
  });

  it('takes title, stage and place from what the ticket signed', () => {
    const location = { latitude: 52.5, longitude: 13.4, accuracy: 12 };
    const photo = photoOf('v1', { title: 'Küche 🏠', stage: 'before', location });
    const record = composeRecord(arrivingRecord(), developmentOf({ photo }));
    expect(record).toMatchObject({ title: 'Küche 🏠', stage: 'before', location, revision: 0 });
  });

  it('keeps what the uploader was called, as the ticket wrote it', () => {
    const photo = photoOf('v1', { uploaderName: 'Zoë ☂' });
    const record = composeRecord(null, developmentOf({ photo }));
    expect([record.uploaded_by, record.uploaded_by_name]).toEqual(['worker-1', 'Zoë ☂']);
  });

  it('drops the TTL of the arriving row', () => {
    expect(composeRecord(arrivingRecord(), developmentOf())).not.toHaveProperty('expires_at');
  });

  it.each([
    [SHA256, true],
    ['b'.repeat(64), false],
    [undefined, null],
  ])('compares the hash with the promised %s: %s', (sha256, verified) => {
    const photo = photoOf('v1', sha256 === undefined ? {} : { sha256 });
    expect(composeRecord(null, developmentOf({ photo })).verified).toBe(verified);
  });

  it('marks a photo whose file was cut off, and no other', () => {
    expect(composeRecord(null, developmentOf({ isCutOff: true }))).toMatchObject({ state: 'ready', is_cut_off: true });
    expect(composeRecord(null, developmentOf({ isCutOff: false }))).not.toHaveProperty('is_cut_off');
  });

  it('knows of an unreadable photo when and whose, but no size or placeholder', () => {
    const unreadable = developmentOf({ inspection: null, placeholder: null, reason: 'not-an-image' });
    expect(composeRecord(null, unreadable)).toMatchObject({
      state: 'unreadable',
      unreadable_reason: 'not-an-image',
      type: 'image/jpeg',
      width: null,
      placeholder: null,
      sequencer: null,
      sha256: SHA256,
      taken_at: '2026-11-22T12:00:00.000Z',
      taken_at_source: 'arrival',
    });
  });
});

describe('composeRecord, over what people did', () => {
  it('keeps an edited title, stage and revision, also when a later version arrives', () => {
    const edited = recordOf({ title: 'edited', stage: 'after', revision: 3 });
    const photo = photoOf('v2', { title: 'first', stage: 'before' });
    const record = composeRecord(edited, developmentOf({ ...LATER, photo }));
    expect(record).toMatchObject({ title: 'edited', stage: 'after', revision: 3, version_id: 'v2' });
  });

  it('keeps an edit that took the title away', () => {
    const photo = photoOf('v1', { title: 'first' });
    expect(composeRecord(recordOf({ revision: 1 }), developmentOf({ photo })).title).toBeNull();
  });

  it('reads an edit from the tags where the table has lost it', () => {
    const edits = { title: 'edited', stage: null, revision: 2 };
    const photo = photoOf('v1', { title: 'first', stage: 'before' });
    expect(composeRecord(null, developmentOf({ photo, edits }))).toMatchObject(edits);
  });

  it.each([
    [1, 'of the tags'],
    [2, 'of the record'],
    [3, 'of the record'],
  ])('takes the later one of a record at revision %i and tags at revision 2: %s', (revision, title) => {
    const before = recordOf({ title: 'of the record', revision });
    const edits = { title: 'of the tags', stage: null, revision: 2 };
    const expected = { title, revision: Math.max(revision, 2) };
    expect(composeRecord(before, developmentOf({ edits }))).toMatchObject(expected);
  });

  it.each([
    ['2026-11-22T12:00:00.000Z', true],
    ['2026-11-22T11:59:59.999Z', false],
  ])('of a photo that was announced only, deleted at %s, bytes of 12:00:00: stays deleted is %s', (at, isKept) => {
    const record = composeRecord(arrivingRecord({ deleted_at: at }), developmentOf());
    expect(Object.hasOwn(record, 'deleted_at')).toBe(isKept);
  });

  it('keeps a deletion of this version, or one made before the photo was developed', () => {
    const deletion = { deleted_at: '2026-11-22T13:00:00.000Z', expires_at: 1_900_000_000 };
    expect(composeRecord(recordOf(deletion), developmentOf())).toMatchObject(deletion);
    expect(composeRecord(arrivingRecord(deletion), developmentOf())).toMatchObject(deletion);
  });

  it('shows a photo again that was sent again after its deletion: the bucket has it', () => {
    const deleted = recordOf({ deleted_at: '2026-11-22T13:00:00.000Z', expires_at: 1_900_000_000 });
    const record = composeRecord(deleted, developmentOf(LATER));
    expect(record).not.toHaveProperty('deleted_at');
    expect(record).not.toHaveProperty('expires_at');
  });
});

describe('composeRecord, on when it was taken', () => {
  const takenAt = '2026-11-22T10:00:00Z';

  it.each([
    ['2026-11-23T12:00:00Z', 'exif'],
    ['2026-11-23T12:00:01Z', 'client'],
  ])('believes a camera up to a day ahead of the arrival: %s is of %s', (exif, source) => {
    const { inspection } = developmentOf();
    const camera = { takenAt: exif, camera: null };
    const ahead = developmentOf({
      inspection: inspection && { ...inspection, camera },
      photo: photoOf('v1', { takenAt }),
    });
    expect(composeRecord(null, ahead).taken_at_source).toBe(source);
  });

  it('takes the client’s word without EXIF, and the arrival without either', () => {
    const silent = { inspection: null, reason: 'damaged' } as const;
    expect(composeRecord(null, developmentOf({ ...silent, photo: photoOf('v1', { takenAt }) }))).toMatchObject({
      taken_at: takenAt,
      taken_at_source: 'client',
    });
    expect(composeRecord(null, developmentOf(silent)).taken_at_source).toBe('arrival');
  });
});
