import { describe, expect, it } from 'vitest';
import { toFacts } from '../../edge/core/album.ts';
import { withAlbumPlace } from '../../origin/album-index.ts';
import { type AlbumItem, parseAlbumItem } from '../../origin/album-row.ts';
import { formatPhotoKey } from '../../origin/photo-key.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { fileOf, hashOf, IMAGE, NAME, photoRecordOf, recordOf, SHA256 } from './core/develop-case.ts';

function toItem(record: PhotoRecord): AlbumItem {
  const { pk, sk, album_sort = '', album_row = '' } = withAlbumPlace(record);
  return { pk, sk, album_sort, album_row };
}

const image = { ...IMAGE, type: 'image/jpeg' } as const;
const named = { photo: SHA256, original: hashOf('b') };
const original = fileOf('b', 2, { part: 'original', bytes: 3_456_789 });
const location = { latitude: 40.416775, longitude: -3.70379, accuracy: 12 };

const RECORDS: Readonly<Record<string, PhotoRecord>> = {
  'as most are': recordOf([fileOf('a', 0, { image })]),
  'of another type by its bytes than by its name': recordOf([fileOf('a', 0, { image: IMAGE })]),
  'not developed': recordOf([fileOf()]),
  'without a promise': recordOf([fileOf('a', 0, { is_declared: false })]),
  'only its preview': recordOf([fileOf('c', 0, { part: 'preview', image })]),
  'its preview still shown': recordOf([fileOf('c', 0, { part: 'preview', image }), fileOf('a', 1)]),
  'with its original': recordOf([fileOf('a', 0, { named, image, location }), original]),
  'with later uploads of others': recordOf([
    fileOf('a', 0, { named, image }),
    fileOf('d', 5, { uploaded_by: 'worker-2', uploaded_by_name: 'Ann', type: 'image/png' }),
    fileOf('e', 6, { part: 'preview', uploaded_by_name: null }),
  ]),
  'with more of them than are kept': { ...photoRecordOf(), has_more_files: true },
  unreadable: photoRecordOf({ state: 'unreadable', unreadable_reason: 'damaged', images_of: null, placeholder: null }),
  'cut off': photoRecordOf({ is_cut_off: true }),
  edited: photoRecordOf({ title: 'Left wall – "café" 🛋', stage: 'after', revision: 3 }),
  'without a name of its bytes': photoRecordOf({
    key: formatPhotoKey({ ...NAME, type: 'image/jpeg' }),
    sha256: null,
    verified: null,
    images_of: null,
  }),
  deleted: photoRecordOf({ deleted_at: '2026-12-01T00:00:00.000Z', expires_at: 1_798_761_600 }),
  'with a fact that is new': { ...photoRecordOf(), ...{ note: 'a dent', checked: null } },
};

describe('a photo of the index', () => {
  it.each(Object.entries(RECORDS))('tells callers what its record tells: %s', (_, record) => {
    const item = toItem(record);
    const photo = parseAlbumItem(item);
    expect(toFacts(photo)).toEqual(toFacts(record));
    const { job_id, photo_id, deleted_at, expires_at, uploaded_by } = record;
    expect(photo).toMatchObject({ job_id, photo_id, uploaded_by, album_sort: item.album_sort });
    expect([photo.deleted_at, photo.expires_at]).toEqual([deleted_at, expires_at]);
  });

  it('takes 600 bytes with its original, and a third less than that without', () => {
    const facts = {
      ...{ uploaded_by: '0f1d2c3b-aaaa-4bbb-8ccc-1234567890ab', uploaded_by_name: 'Maria Lopez', bytes: 412_345 },
      ...({ title: 'Kitchen before', stage: 'before', taken_at: '2026-11-22T12:30:00-05:00' } as const),
    };
    const placeholder = 'IggSBYBwd3d1eHiHh3eHh/ThR/Zb';
    const photo = fileOf('a', 0, { ...facts, named, image: { ...image, placeholder } });
    const sizeOf = (record: PhotoRecord) => Buffer.byteLength(Object.entries(toItem(record)).flat().join(''));
    const [small, large] = [[photo], [photo, { ...original, ...facts }]].map((files) => sizeOf(recordOf(files)));
    expect(small).toBeLessThan(520);
    expect(large).toBeLessThan(640);
  });

  it('is the same of the same photo, in whatever order its record has its members', () => {
    const record = recordOf([fileOf('a', 0, { named, image }), original], { deleted_at: '2026-11-22T13:00:00.000Z' });
    const turned = Object.fromEntries(Object.entries(record).reverse()) as unknown as PhotoRecord;
    expect(toItem(turned)).toEqual(toItem(record));
  });

  it('has nothing of the files but what they are to the photo', () => {
    const { album_row } = toItem(recordOf([fileOf('a', 0, { named, image }), original]));
    for (const name of ['version_id', 'is_declared', 'named', 'files_digest', 'v-a'])
      expect(album_row).not.toContain(name);
  });
});
