import { describe, expect, it } from 'vitest';
import { countStages, findMissingStages, toTiles } from '../../../../site/ui/album/album-tiles.ts';
import { makeEntry, makePhoto } from '../make-photo.ts';

const idsOf = (tiles: ReturnType<typeof toTiles>) => tiles.map(({ kind, id }) => `${kind} ${id}`);

describe('toTiles', () => {
  it('puts the captures of the phone first, newest first, then the album in its order', () => {
    const entries = [makeEntry({ id: 'old' }), makeEntry({ id: 'new' })];
    const photos = [makePhoto({ photo_id: 'p2' }), makePhoto({ photo_id: 'p1' })];
    expect(idsOf(toTiles({ entries, photos }))).toEqual(['entry new', 'entry old', 'photo p2', 'photo p1']);
  });

  it('shows a picture once while it arrives in the album', () => {
    const entries = [makeEntry({ id: 'c', state: 'sending', photoId: 'p' })];
    expect(idsOf(toTiles({ entries, photos: [makePhoto({ photo_id: 'p', state: 'arriving' })] }))).toEqual(['entry c']);
  });

  it('keeps the capture while only its preview is in the album', () => {
    const entries = [makeEntry({ id: 'c', state: 'sending', photoId: 'p', previewDelivered: true })];
    expect(idsOf(toTiles({ entries, photos: [makePhoto({ photo_id: 'p', state: 'ready' })] }))).toEqual(['entry c']);
  });

  it.each(['delivered', 'in-job'] as const)('gives way to the photo when %s and in the album, as its own', (state) => {
    const entries = [makeEntry({ id: 'c', state, photoId: 'p' })];
    const [tile] = toTiles({ entries, photos: [makePhoto({ photo_id: 'p', state: 'stored' })] });
    expect(tile).toMatchObject({ kind: 'photo', id: 'p', entryId: 'c' });
  });

  it('shows a capture no longer that was in the album and was deleted there', () => {
    const seen = new Set(['p']);
    const shown = (state: 'in-job' | 'delivered' | 'saved') =>
      idsOf(toTiles({ entries: [makeEntry({ id: 'c', state, photoId: 'p' })], photos: [], seen }));
    expect([shown('in-job'), shown('delivered'), shown('saved')]).toEqual([[], ['entry c'], ['entry c']]);
    expect(idsOf(toTiles({ entries: [makeEntry({ id: 'c', state: 'in-job', photoId: 'p' })], photos: [] }))).toEqual([
      'entry c',
    ]);
  });

  it('keeps a delivered capture until the album has it', () => {
    const entries = [makeEntry({ id: 'c', state: 'delivered', photoId: 'p' })];
    expect(idsOf(toTiles({ entries, photos: [] }))).toEqual(['entry c']);
  });
});

describe('findMissingStages', () => {
  const missing = (...stages: ('before' | 'load' | 'after' | 'receipt' | null)[]) =>
    findMissingStages(countStages(toTiles({ entries: [], photos: stages.map((stage) => makePhoto({ stage })) })));

  it('does not nag before the first picture of a stage', () => {
    expect(missing()).toEqual([]);
    expect(missing(null)).toEqual([]);
  });

  it('names the expected stages that no picture shows, on the phone or in the album', () => {
    expect(missing('before')).toEqual(['load', 'after']);
    expect(missing('receipt')).toEqual(['before', 'load', 'after']);
    expect(missing('before', 'load', 'after')).toEqual([]);
    const counts = countStages(
      toTiles({ entries: [makeEntry({ stage: 'after' })], photos: [makePhoto({ stage: 'before' })] }),
    );
    expect(findMissingStages(counts)).toEqual(['load']);
  });
});
