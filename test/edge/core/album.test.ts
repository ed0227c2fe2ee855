import { describe, expect, it } from 'vitest';
import {
  cutPage,
  isUnchanged,
  listImageKeys,
  listOwnDeleted,
  mergeAlbum,
  type PhotoFacts,
  toETag,
  toFacts,
} from '../../../edge/core/album.ts';
import { NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toPhotoRecord } from '../records.ts';

const id = numberedPhotoId;
const object = (number: number, modifiedAt = NOW.toISOString()) => ({
  key: `jobs/j-1/${id(number)}.jpg`,
  bytes: 99,
  modifiedAt,
});
const record = (number: number, facts = {}) => toPhotoRecord('j-1', id(number), facts);
const arriving = { state: 'arriving', uploaded_at: null, bytes: 10, expires_at: NOW_SECONDS + 60 } as const;
const idsOf = (photos: readonly PhotoFacts[]) => photos.map(({ photo_id }) => photo_id);

describe('mergeAlbum', () => {
  it('shows what both know, what only the table knows, and what only the bucket knows', () => {
    const merged = mergeAlbum([record(1), record(2, arriving)], [object(1), object(3)], NOW_SECONDS);
    expect(merged.map(({ photo_id, state }) => [photo_id, state])).toEqual([
      [id(2), 'arriving'],
      [id(3), 'stored'],
      [id(1), 'ready'],
    ]);
  });

  it.each([null, 10])(
    'takes an arriving photo whose bytes are there for stored, with its title and their size, whatever was announced: %s',
    (bytes) => {
      const [photo] = mergeAlbum([record(1, { ...arriving, bytes })], [object(1)], NOW_SECONDS);
      expect(photo).toMatchObject({ state: 'stored', bytes: 99, title: 'A sofa', uploaded_at: NOW.toISOString() });
    },
  );

  it('drops an arriving row at its TTL and keeps it a second before', () => {
    const row = record(1, { ...arriving, expires_at: NOW_SECONDS });
    expect(mergeAlbum([row], [], NOW_SECONDS)).toEqual([]);
    expect(mergeAlbum([row], [], NOW_SECONDS - 1)).toHaveLength(1);
    expect(mergeAlbum([row], [object(1)], NOW_SECONDS)).toHaveLength(1);
  });

  it('tells the size of the bytes that are there, and no hash, while the record still knows those before them', () => {
    const developed = { state: 'ready', bytes: 40, sha256: 'a'.repeat(64), verified: true, title: 'A sofa' } as const;
    const [photo] = mergeAlbum([record(1, developed)], [object(1)], NOW_SECONDS);
    expect(photo).toMatchObject({ state: 'ready', bytes: 99, sha256: null, verified: null, title: 'A sofa' });
    const [same] = mergeAlbum([record(1, { ...developed, bytes: 99 })], [object(1)], NOW_SECONDS);
    expect(same).toMatchObject({ bytes: 99, sha256: 'a'.repeat(64), verified: true });
  });

  it('drops a deleted photo even while its bytes are listed', () => {
    expect(mergeAlbum([record(1, { deleted_at: NOW.toISOString() })], [object(1)], NOW_SECONDS)).toEqual([]);
  });

  it('drops objects that no ticket can have named', () => {
    const keys = ['jobs/j-1/notes.txt', 'jobs/j-1/', `jobs/j-1/${id(1)}.svg`, `jobs/j-1/x/${id(1)}.jpg`];
    expect(
      mergeAlbum(
        [],
        keys.map((key) => ({ ...object(1), key })),
        NOW_SECONDS,
      ),
    ).toEqual([]);
  });

  it('puts the newest first and tells nothing of the table’s own members', () => {
    const rows = [1, 2, 3].map((number) => record(number, { uploaded_at: `2026-11-2${number}T00:00:00.000Z` }));
    const merged = mergeAlbum(rows, [], NOW_SECONDS);
    expect(idsOf(merged)).toEqual([id(3), id(2), id(1)]);
    expect(Object.keys(merged[0] ?? {})).not.toEqual(expect.arrayContaining(['pk']));
    expect(merged[0]).not.toHaveProperty('version_id');
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
    const [photo] = mergeAlbum([record(1, { taken_at: later(ms) })], [], NOW_SECONDS);
    expect([photo?.taken_at, photo?.taken_at_in_future]).toEqual([later(ms), mark]);
    expect(toFacts(record(1, { taken_at: later(ms) })).taken_at_in_future).toBe(mark);
  });

  it('has no such member where nothing is wrong, or nothing is known', () => {
    const rows = [record(1, { taken_at: NOW.toISOString() }), record(2, { taken_at: null })];
    for (const photo of mergeAlbum(rows, [object(3)], NOW_SECONDS))
      expect(photo).not.toHaveProperty('taken_at_in_future');
  });

  it('compares with when the bytes arrived, where the record does not know it, and not before they have', () => {
    const row = record(1, { ...arriving, taken_at: later(TEN_MINUTES_MS + 1) });
    expect(mergeAlbum([row], [], NOW_SECONDS)[0]).not.toHaveProperty('taken_at_in_future');
    expect(mergeAlbum([row], [object(1)], NOW_SECONDS)[0]?.taken_at_in_future).toBe(true);
    expect(mergeAlbum([row], [object(1, later(1))], NOW_SECONDS)[0]).not.toHaveProperty('taken_at_in_future');
  });

  it('leaves such a photo in its place, which is by arrival', () => {
    const rows = [1, 2].map((number) =>
      record(number, { uploaded_at: later(number), taken_at: later(number === 1 ? 86_400_000 : 0) }),
    );
    expect(idsOf(mergeAlbum(rows, [], NOW_SECONDS))).toEqual([id(2), id(1)]);
  });
});

describe('listOwnDeleted', () => {
  const deleted = (number: number, facts = {}) =>
    record(number, { uploaded_by: 'w', deleted_at: NOW.toISOString(), ...facts });

  it('names what the caller has sent and somebody has deleted, the last first', () => {
    const records = [
      record(1, { uploaded_by: 'w' }),
      deleted(2),
      deleted(3, { deleted_at: '2099-01-01T00:00:00.000Z' }),
    ];
    expect(listOwnDeleted(records, [], 'w')).toEqual([id(3), id(2)]);
  });

  it('does not tell of other people’s photos', () => {
    expect(listOwnDeleted([deleted(1)], [], 'other')).toEqual([]);
    expect(listOwnDeleted([deleted(1, { uploaded_by: null })], [], 'other')).toEqual([]);
  });

  it('does not name a photo that was sent again', () => {
    expect(listOwnDeleted([deleted(1), deleted(2)], [object(1)], 'w')).toEqual([id(2)]);
  });
});

describe('cutPage', () => {
  const photos = mergeAlbum(
    Array.from({ length: 25 }, (_, number) =>
      record(number, { uploaded_at: number % 2 ? NOW.toISOString() : '2026-01-01T00:00:00.000Z' }),
    ),
    [],
    NOW_SECONDS,
  );

  it('leads through all photos once, each in its place', () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = cutPage(photos, cursor, 10);
      seen.push(...idsOf(page.photos));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(idsOf(photos));
  });

  it('has no next page behind the last photo', () => {
    expect(cutPage(photos, null, 25).next).toBeNull();
    expect(cutPage(photos, null, 24).next).not.toBeNull();
    expect(cutPage([], null).next).toBeNull();
  });

  it('goes on in the same place when a photo arrives in between', () => {
    const first = cutPage(photos, null, 10);
    const more = mergeAlbum([record(99, arriving)], [], NOW_SECONDS);
    expect(idsOf(cutPage([...more, ...photos], first.next, 10).photos)).toEqual(idsOf(photos.slice(10, 20)));
  });

  it.each(['', 'x', '!!', Buffer.from('2026|x').toString('base64url')])('refuses the cursor %j', (cursor) => {
    expect(() => cutPage(photos, cursor)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});

describe('toETag', () => {
  const page = cutPage(mergeAlbum([record(1)], [], NOW_SECONDS), null);

  it('changes with the content and with what the viewer may see', () => {
    const changed = cutPage(mergeAlbum([record(1, { title: 'Another' })], [], NOW_SECONDS), null);
    const tags = [toETag(page, 'originals'), toETag(changed, 'originals'), toETag(page, 'derived')];
    expect(new Set(tags).size).toBe(3);
    expect(toETag(page, 'originals')).toBe(tags[0]);
  });

  it('is found in If-None-Match, weak or strong, alone or among others', () => {
    const etag = toETag(page, 'originals');
    for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) expect(isUnchanged(header, etag), header).toBe(true);
    for (const header of [null, '', '"x"', etag.replaceAll('"', '')]) expect(isUnchanged(header, etag)).toBe(false);
  });
});

describe('listImageKeys', () => {
  it('names only images that exist', () => {
    const keysOf = (facts: object) =>
      listImageKeys(mergeAlbum([record(1, facts)], [], NOW_SECONDS - 1)[0] as PhotoFacts, 'j-1');
    expect(keysOf({})).toEqual({
      original: `jobs/j-1/${id(1)}.jpg`,
      thumb: `thumbs/j-1/${id(1)}-320.webp`,
      preview: `thumbs/j-1/${id(1)}-1280.webp`,
    });
    expect(keysOf({ state: 'unreadable' })).toEqual({ original: `jobs/j-1/${id(1)}.jpg`, thumb: null, preview: null });
    expect(keysOf(arriving)).toEqual({ original: null, thumb: null, preview: null });
  });
});
