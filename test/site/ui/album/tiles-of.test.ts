import { describe, expect, it } from 'vitest';
import { type TileState, tilesOf } from '../../../../site/ui/album/tiles-of.ts';
import { makeEntry, makePhoto } from '../make-photo.ts';

describe('tilesOf', () => {
  it('shows what is on its way from this phone once, before a ticket gives it a photo’s id: as what is on the phone', () => {
    const photos = [
      makePhoto({ photo_id: 'own', state: 'arriving', uploaded_by: 'ana' }),
      makePhoto({ photo_id: 'other', state: 'arriving', uploaded_by: 'ben' }),
      makePhoto({ photo_id: 'there', uploaded_by: 'ana' }),
    ];
    const shown = (waiting: number, entries = waiting > 0 ? [makeEntry({ id: 'capture' })] : []) =>
      tilesOf(
        {
          albums: { 'j-1': { items: photos } },
          outbox: { entries, counts: { waitingByJob: { 'j-1': waiting } } },
          session: { user: { subject: 'ana' } },
        } as unknown as TileState,
        'j-1',
      ).map(({ id }) => id);
    expect(shown(1)).toEqual(['capture', 'other', 'there']);
    expect(shown(0)).toEqual(['own', 'other', 'there']);
  });
});
