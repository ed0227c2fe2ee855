import { describe, expect, it } from 'vitest';
import { listImageKeys, toFacts } from '../../../edge/core/album.ts';
import { NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toPhotoRecord } from '../records.ts';

const id = numberedPhotoId;
const record = (number: number, facts = {}) => toPhotoRecord('j-1', id(number), facts);

describe('toFacts', () => {
  it('tells nothing of the table’s own members', () => {
    const facts = toFacts(record(1, { expires_at: NOW_SECONDS, deleted_at: NOW.toISOString() }));
    for (const name of [
      'pk',
      'sk',
      'job_id',
      'version_id',
      'files',
      'files_digest',
      'expires_at',
      'deleted_at',
      'album_sort',
      'album_row',
    ]) {
      expect(facts).not.toHaveProperty(name);
    }
  });
});

describe('complaint: a phone’s wrong clock stands on evidence as if it were true', () => {
  const later = (ms: number) => new Date(NOW.getTime() + ms).toISOString();
  const TEN_MINUTES_MS = 600_000;

  it.each([
    ['10 min after', TEN_MINUTES_MS, undefined],
    ['10 min and a moment after', TEN_MINUTES_MS + 1, true],
    ['a day before', -86_400_000, undefined],
  ])('marks a time of taking by when the photo arrived: %s it', (_, ms, mark) => {
    const photo = toFacts(record(1, { taken_at: later(ms) }));
    expect([photo.taken_at, photo.taken_at_in_future]).toEqual([later(ms), mark]);
  });

  it('has no such member where nothing is wrong, or nothing is known', () => {
    const rows = [
      { taken_at: NOW.toISOString() },
      { taken_at: null },
      { taken_at: later(86_400_000), uploaded_at: null },
    ];
    for (const facts of rows) expect(toFacts(record(1, facts))).not.toHaveProperty('taken_at_in_future');
  });
});

describe('listImageKeys', () => {
  it('names only images that exist', () => {
    const keysOf = (facts: object) => listImageKeys(toFacts(record(1, facts)), 'j-1');
    const original = `jobs/j-1/${id(1)}/${'ab'.repeat(32)}.jpg`;
    const derived = `thumbs/j-1/${id(1)}/${'cd'.repeat(16)}`;
    const images = { thumb: `${derived}-320.webp`, preview: `${derived}-1280.webp` };
    expect(keysOf({ images_of: 'cd'.repeat(32) })).toEqual({ original, ...images });
    expect(keysOf({ state: 'stored', images_of: 'cd'.repeat(32) })).toEqual({ original, ...images });
    expect(keysOf({ state: 'unreadable' })).toEqual({ original, thumb: null, preview: null });
    const unnamed = { state: 'stored', key: `jobs/j-1/${id(1)}.jpg` };
    expect(keysOf(unnamed)).toEqual({ original: null, thumb: null, preview: null });
    expect(keysOf({ state: 'arriving', uploaded_at: null })).toEqual({ original: null, thumb: null, preview: null });
  });
});
