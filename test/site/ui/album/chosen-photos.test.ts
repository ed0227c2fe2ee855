import { describe, expect, it } from 'vitest';
import { NO_LOOK } from '../../../../site/ui/album/album-look.ts';
import { toTiles } from '../../../../site/ui/album/album-tiles.ts';
import { listChosen, withChosen } from '../../../../site/ui/album/chosen-photos.ts';
import { type AppState, NO_ALBUM } from '../../../../site/ui/state/app-state.ts';
import { makePhoto } from '../make-photo.ts';

const items = [
  makePhoto({ photo_id: 'coming', state: 'arriving' }),
  makePhoto({ photo_id: 'c', stage: 'after' }),
  makePhoto({ photo_id: 'b', stage: 'before' }),
  makePhoto({ photo_id: 'a', stage: 'after' }),
];
const tiles = toTiles({ entries: [], photos: items });
const NONE = { jobId: 'j-1', ids: new Set<string>(), last: null };
const ids = (chosen: { readonly ids: ReadonlySet<string> }) => [...chosen.ids].sort();

describe('withChosen', () => {
  it('chooses one and lets it go', () => {
    const one = withChosen(NONE, 'b', { tiles, upTo: false });
    expect([ids(one), one.last]).toEqual([['b'], 'b']);
    expect(ids(withChosen(one, 'b', { tiles, upTo: false }))).toEqual([]);
  });

  it('chooses all from the last one up to another, in either direction, but what is not there yet', () => {
    const last = withChosen(NONE, 'a', { tiles, upTo: false });
    expect(ids(withChosen(last, 'coming', { tiles, upTo: true }))).toEqual(['a', 'b', 'c']);
    const first = withChosen(NONE, 'c', { tiles, upTo: false });
    expect(ids(withChosen(first, 'b', { tiles, upTo: true }))).toEqual(['b', 'c']);
  });

  it('chooses the one alone where no range begins', () => {
    expect(ids(withChosen(NONE, 'b', { tiles, upTo: true }))).toEqual(['b']);
    expect(ids(withChosen({ ...NONE, last: 'gone' }, 'b', { tiles, upTo: true }))).toEqual(['b']);
  });
});

describe('listChosen', () => {
  const state = {
    outbox: { entries: [], counts: { waitingByJob: {} } },
    albums: { 'j-1': { ...NO_ALBUM, items } },
    chosen: { ...NONE, ids: new Set(['a', 'b', 'gone']) },
  } as unknown as AppState;

  it('has those that are seen, in their order, and none of another job', () => {
    expect(listChosen(state, 'j-1').map(({ id }) => id)).toEqual(['b', 'a']);
    expect(listChosen(state, 'j-2')).toEqual([]);
    const narrowed = { ...state, albumLook: { ...NO_LOOK, stage: 'after' as const } };
    expect(listChosen(narrowed, 'j-1').map(({ id }) => id)).toEqual(['a']);
  });
});
