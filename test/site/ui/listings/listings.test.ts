import { describe, expect, it } from 'vitest';
import type { Album, Job, JobList } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/problem.ts';
import type { Fresh, PageOptions, Phone } from '../../../../site/phone.ts';
import { changeAlbum } from '../../../../site/ui/listings/change-album.ts';
import { joinPages } from '../../../../site/ui/listings/join-pages.ts';
import { createListings, toProblemCode } from '../../../../site/ui/listings/listings.ts';
import { type AppState, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob, makePhoto } from '../make-photo.ts';

describe('createListings', () => {
  it('tells the outbox of each list that the edge has confirmed, changed or not, and of none that it has not', async () => {
    const responses: (Fresh<JobList> | AppError)[] = [
      { changed: true, value: { jobs: [makeJob()] }, etag: '"1"' },
      { changed: false },
      new AppError('unavailable'),
    ];
    const told: (readonly Job[])[] = [];
    const phone = {
      api: {
        now: () => 0,
        async jobs() {
          const response = responses.shift();
          if (!response || response instanceof AppError) throw response;
          return response;
        },
      },
      outbox: { noteJobs: (jobs: readonly Job[]) => told.push(jobs) },
    } as unknown as Phone;
    const listings = createListings(createAppStore({ jobs: NOTHING_LISTED } as unknown as AppState), phone);
    for (const expected of [1, 2, 2]) {
      await listings.refreshJobs();
      expect(told).toHaveLength(expected);
    }
    expect(told).toEqual([[makeJob()], [makeJob()]]);
  });
});

describe('complaint: a busy service was told as a lost connection', () => {
  it.each([
    ['no response at all', new AppError('unavailable', { cause: new TypeError('Failed to fetch') }), 'unavailable'],
    ['a page of something in between', new AppError('unavailable'), 'unavailable'],
    ['a service that says when to come again', new AppError('unavailable', { retryAfterSeconds: 5 }), 'internal'],
    ['a refusal', new AppError('access-denied'), 'access-denied'],
    ['a mistake of the page', new TypeError('x'), 'internal'],
  ])('%s', (_name, error, code) => {
    expect(toProblemCode(error)).toBe(code);
  });
});

/** An album whose looks get their responses by hand, in whatever order. */
function openAlbum() {
  const looks: { readonly options: PageOptions; respond(fresh: Fresh<Album>): void }[] = [];
  const album = (_: string, options: PageOptions) =>
    new Promise<Fresh<Album>>((respond) => {
      looks.push({ options, respond });
    });
  const phone = { api: { now: () => 0, album }, outbox: {} } as unknown as Phone;
  const store = createAppStore({ albums: {} } as unknown as AppState);
  const listings = createListings(store, phone);
  const shown = () => store.get().albums['j-1']?.items?.map(({ photo_id }) => photo_id);
  return { looks, store, listings, shown, look: () => listings.refreshAlbum('j-1') };
}

function toAlbum(etag: string, ...ids: readonly string[]): Fresh<Album> {
  const photos = ids.map((photo_id) => makePhoto({ photo_id }));
  return { changed: true, value: { job_id: 'j-1', photos, expires_at: '2030-01-01T00:00:00Z' } as Album, etag };
}

describe('a look at an album that is under way', () => {
  it('does not take away what was restored meanwhile, and the next one is shown whole', async () => {
    const { looks, store, listings, shown, look } = openAlbum();
    const first = look();
    looks[0]?.respond(toAlbum('"1"', 'a'));
    await first;
    const underWay = look();
    changeAlbum({ store, listings }, 'j-1', (items) => [...items, makePhoto({ photo_id: 'restored' })]);
    looks[1]?.respond(toAlbum('"1a"', 'a'));
    expect(await underWay).toEqual({ changed: true, busy: true, failed: false });
    expect(shown()).toEqual(['a', 'restored']);
    const next = look();
    expect(looks[2]?.options).toEqual({});
    looks[2]?.respond(toAlbum('"2"', 'b', 'a', 'restored'));
    await next;
    expect(shown()).toEqual(['b', 'a', 'restored']);
  });

  it('does not bring back what was deleted meanwhile', async () => {
    const { looks, store, listings, shown, look } = openAlbum();
    const first = look();
    looks[0]?.respond(toAlbum('"1"', 'a', 'b'));
    await first;
    const underWay = look();
    changeAlbum({ store, listings }, 'j-1', (items) => items.slice(1));
    looks[1]?.respond(toAlbum('"1"', 'a', 'b'));
    await underWay;
    expect(shown()).toEqual(['b']);
  });

  it('does not undo what a later one has shown', async () => {
    const { looks, shown, look } = openAlbum();
    const first = look();
    looks[0]?.respond(toAlbum('"1"', 'a'));
    await first;
    const [older, newer] = [look(), look()];
    looks[2]?.respond(toAlbum('"2"', 'b', 'a'));
    await newer;
    looks[1]?.respond(toAlbum('"1a"', 'a'));
    await older;
    expect(shown()).toEqual(['b', 'a']);
  });
});

describe('joinPages', () => {
  const numbers = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, index) => makeJob({ job_id: `j-${from - index}` }));
  const known = { ...NOTHING_LISTED, items: numbers(500, 1), next: 'after-1' };
  const join = (first: readonly Job[], next: string | undefined) => joinPages(first, next, known);

  it('keeps further pages without hole or double while 15 arrive in the middle of paging', () => {
    const { items, next } = join(numbers(515, 266), 'after-266');
    expect([items, next]).toEqual([numbers(515, 1), 'after-1']);
  });

  it('keeps no further page where more has come than a page holds, and goes on where the first one ends', () => {
    expect(join(numbers(760, 511), 'after-511')).toEqual({ items: numbers(760, 511), next: 'after-511' });
  });

  it('has only what the edge has told where that is all', () => {
    expect(join(numbers(3, 1), undefined)).toEqual({ items: numbers(3, 1), next: null });
  });
});

describe('complaint: images of further pages are gone after an hour', () => {
  const sign = (photo: string, signature: string) => ({
    photo_id: photo,
    url: `/jobs/j-1/${photo}/a.jpg?${signature}`,
    thumb_url: `/thumbs/j-1/${photo}/a-320.webp?${signature}`,
    preview_url: null,
  });
  const known = {
    ...NOTHING_LISTED,
    items: ['p3', 'p2', 'p1'].map((photo) => makePhoto(sign(photo, 'Policy=old&Signature=old'))),
    next: null,
  };

  it('gives them the signature of the first page, which is good for all images of the job', () => {
    const first = ['p3', 'p2'].map((photo) => makePhoto(sign(photo, 'Policy=new&Signature=new')));
    const { items } = joinPages(first, 'after-p2', known);
    expect(items?.at(-1)).toMatchObject(sign('p1', 'Policy=new&Signature=new'));
  });

  it('leaves them as they are while it is the same, and where each URL is signed by itself', () => {
    const same = joinPages(known.items.slice(0, 2), 'after-p2', known);
    expect(same.items?.at(-1)).toBe(known.items[2]);
    const ofS3 = (photo: string) => ({ url: `https://bucket.example/${photo}?X-Amz-Signature=${photo}` });
    const items = ['p3', 'p2', 'p1'].map((photo) => makePhoto({ photo_id: photo, ...ofS3(photo) }));
    expect(joinPages(items.slice(0, 2), 'after-p2', { ...known, items }).items?.at(-1)).toBe(items[2]);
  });
});
