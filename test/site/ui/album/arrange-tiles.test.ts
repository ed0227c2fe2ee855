import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlbumLook, NO_LOOK } from '../../../../site/ui/album/album-look.ts';
import { toTiles } from '../../../../site/ui/album/album-tiles.ts';
import { arrangeTiles, toCaptureDay } from '../../../../site/ui/album/arrange-tiles.ts';
import { makeEntry, makePhoto } from '../make-photo.ts';

const photos = [
  makePhoto({ photo_id: 'c', stage: 'after', taken_at: '2026-11-23T00:10:00+01:00', verified: false }),
  makePhoto({ photo_id: 'b', stage: 'before', taken_at: '2026-11-22T23:00:00-05:00', uploaded_by: 'user-2' }),
  makePhoto({ photo_id: 'a', stage: null, taken_at: '2026-11-22T10:00:00+01:00', state: 'unreadable', verified: null }),
  makePhoto({ photo_id: 'z', stage: 'before', taken_at: '2026-11-22T09:00:00+01:00' }),
];
const entries = [makeEntry({ id: 'here', stage: 'before', takenAt: '2026-11-23T08:00:00+01:00' })];
const tiles = toTiles({ entries, photos });

const arrange = (look: Partial<AlbumLook>) => arrangeTiles(tiles, { ...NO_LOOK, ...look }, 'user-1');
const ids = (look: Partial<AlbumLook>) => arrange(look).tiles.map(({ id }) => id);
const sections = (look: Partial<AlbumLook>) =>
  arrange(look).sections.map(({ key, from, count }) => `${key} ${from}+${count}`);

describe('arrangeTiles', () => {
  it('leaves the album as it is where nothing else is wanted', () => {
    expect(arrange({})).toEqual({ tiles, sections: [] });
  });

  it('groups by the day that it was where the photo was taken, the newest first', () => {
    expect(sections({ group: 'day' })).toEqual(['2026-11-23 0+2', '2026-11-22 2+3']);
    expect(ids({ group: 'day' })).toEqual(['here', 'c', 'b', 'a', 'z']);
  });

  it('brings the photos of a day together though travel has mixed its zones', () => {
    const mixed = toTiles({
      entries: [],
      photos: ['2026-11-23T01:00:00+09:00', '2026-11-22T15:00:00+00:00', '2026-11-23T00:00:00+10:00'].map(
        (taken_at, index) => makePhoto({ photo_id: `p${index}`, taken_at }),
      ),
    });
    const arranged = arrangeTiles(mixed, { ...NO_LOOK, group: 'day' }, undefined);
    expect(arranged.tiles.map(({ id }) => id)).toEqual(['p0', 'p2', 'p1']);
  });

  it('groups by stage in the order of the work, and leaves out a stage that no photo shows', () => {
    expect(sections({ group: 'stage' })).toEqual(['before 0+3', 'after 3+1', ' 4+1']);
    expect(ids({ group: 'stage' })).toEqual(['here', 'b', 'z', 'c', 'a']);
  });

  it('narrows by stage, by person and by state, all together', () => {
    expect(ids({ stage: 'before' })).toEqual(['here', 'b', 'z']);
    expect(ids({ stage: 'none' })).toEqual(['a']);
    expect(ids({ person: 'user-1' })).toEqual(['here', 'c', 'a', 'z']);
    expect(ids({ person: 'user-1', stage: 'before' })).toEqual(['here', 'z']);
    expect(ids({ state: 'here' })).toEqual(['here']);
    expect(ids({ state: 'verified' })).toEqual(['b', 'z']);
    expect(ids({ state: 'other' })).toEqual(['c']);
    expect(ids({ state: 'unreadable' })).toEqual(['a']);
    expect(sections({ state: 'arriving', group: 'day' })).toEqual([]);
  });
});

describe('toCaptureDay', () => {
  let zone: string | undefined;
  beforeEach(() => {
    zone = process.env.TZ;
    process.env.TZ = 'America/Los_Angeles';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('takes the day by the offset that was told, else by the zone here; of no time none', () => {
    expect(toCaptureDay('2026-11-23T00:30:00+09:00')).toBe('2026-11-23');
    expect(toCaptureDay('2026-11-23T00:30:00Z')).toBe('2026-11-22');
    expect([toCaptureDay(null), toCaptureDay('soon')]).toEqual(['', '']);
  });
});
