import { describe, expect, it } from 'vitest';
import {
  formatAlbumCursor,
  isUnchanged,
  listAnnounced,
  listOwnDeleted,
  parseAlbumCursor,
  toETag,
} from '../../../edge/core/album-page.ts';
import { NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId as id, toAnnouncementRow, toPhotoRecord } from '../records.ts';

describe('listOwnDeleted', () => {
  const deleted = (number: number, uploaded_by: string) =>
    toPhotoRecord('j-1', id(number), { uploaded_by, deleted_at: NOW.toISOString() });

  it('names what the caller has sent and somebody has deleted, in the order that it gets', () => {
    const kept = toPhotoRecord('j-1', id(1), { uploaded_by: 'w' });
    expect(listOwnDeleted([kept, deleted(3, 'w'), deleted(2, 'w')], 'w')).toEqual([id(3), id(2)]);
  });

  it('does not tell of other people’s photos', () => {
    expect(listOwnDeleted([deleted(1, 'x')], 'w')).toEqual([]);
  });
});

describe('listAnnounced', () => {
  it('shows the 100 that were announced last', () => {
    const rows = Array.from({ length: 120 }, (_, number) =>
      toAnnouncementRow('j-1', id(number), { expires_at: NOW_SECONDS + number }),
    );
    const shown = listAnnounced(rows).map(({ photo_id }) => photo_id);
    expect([shown.length, shown[0], shown.at(-1)]).toEqual([100, id(119), id(20)]);
  });
});

describe('toETag', () => {
  const state = {
    album: { album_revision: 4 },
    job: 'open',
    access: 'originals',
    subject: 'w',
    cursor: null,
    nowSeconds: NOW_SECONDS,
  };
  const etag = toETag(state);

  it('changes with all that the page depends on, and with nothing else', () => {
    const others = [
      { ...state, album: { album_revision: 5 } },
      { ...state, job: 'closed' },
      { ...state, access: 'derived' },
      { ...state, subject: 'x' },
      { ...state, cursor: 'x' },
    ];
    expect(new Set([etag, ...others.map(toETag)]).size).toBe(6);
    expect(toETag({ ...state, nowSeconds: NOW_SECONDS + 86_400 })).toBe(etag);
  });

  it('changes when announcements may end, on each full quarter of an hour, and no longer', () => {
    const quarter = Math.ceil(NOW_SECONDS / 900) * 900;
    const album = { album_revision: 4, announced_until: quarter + 900 };
    const at = (nowSeconds: number) => toETag({ ...state, album, nowSeconds });
    expect(at(quarter - 1)).toBe(at(NOW_SECONDS));
    expect(at(quarter)).not.toBe(at(quarter - 1));
    expect(at(quarter + 899)).toBe(at(quarter));
    expect(at(quarter + 900)).toBe(etag);
    expect(at(quarter + 9000)).toBe(etag);
  });

  it('is found in If-None-Match, weak or strong, alone or among others', () => {
    for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) expect(isUnchanged(header, etag), header).toBe(true);
    for (const header of [null, '', '"x"', etag.replaceAll('"', '')]) expect(isUnchanged(header, etag)).toBe(false);
  });
});

describe('parseAlbumCursor', () => {
  const sort = `live#${NOW.toISOString()}#${id(1)}`;

  it('reads what formatAlbumCursor wrote', () => {
    expect(parseAlbumCursor(formatAlbumCursor('j-1', sort), 'j-1')).toEqual({ sort, photoId: id(1) });
  });

  it.each([
    ['nothing', ''],
    ['no base64', '!!'],
    ['another job’s', formatAlbumCursor('j-2', sort)],
    ['a job’s whose id begins alike', formatAlbumCursor('j-10', sort)],
    ['a deleted photo’s', formatAlbumCursor('j-1', sort.replace('live', 'deleted'))],
    ['one without a photo', formatAlbumCursor('j-1', `live#${NOW.toISOString()}#x`)],
    ['one without a time', formatAlbumCursor('j-1', `live#soon#${id(1)}`)],
    ['DynamoDB’s own', Buffer.from(JSON.stringify({ pk: { S: 'JOB#j-1' } })).toString('base64url')],
  ])('refuses %s', (_, cursor) => {
    expect(() => parseAlbumCursor(cursor, 'j-1')).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});
