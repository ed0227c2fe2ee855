import { describe, expect, it } from 'vitest';
import type { Album, Stage } from '../../../../edge/api.ts';
import { NO_LOOK } from '../../../../site/ui/album/album-look.ts';
import { createLookActions } from '../../../../site/ui/album/look-actions.ts';
import type { LazyContext } from '../../../../site/ui/context.ts';
import { type AppState, NO_ALBUM } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob, makePhoto } from '../make-photo.ts';

/** A job with a loaded page of ten photos and `further` pages of 100; every tenth photo shows `after`. */
function open({ further = 9, kept = {} as Record<string, string>, known = 91 } = {}) {
  let pages = 0;
  const toPhotos = (page: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      makePhoto({ photo_id: `p${page}-${index}`, stage: (index % 10 === 0 ? 'after' : 'before') as Stage }),
    );
  const api = {
    async album() {
      pages += 1;
      const value = { photos: toPhotos(pages, 100), ...(pages < further && { next: `page-${pages + 1}` }) };
      return { changed: true, value: value as unknown as Album, etag: null };
    },
  };
  const stages = { before: 0, load: 0, after: known, receipt: 0, damage: 0 };
  const store = createAppStore({
    route: { page: 'job', jobId: 'j-1', photoId: null },
    session: { user: { subject: 'user-1' } },
    outbox: { entries: [], counts: { waitingByJob: {} } },
    albums: { 'j-1': { ...NO_ALBUM, items: toPhotos(0, 10), next: further > 0 ? 'page-1' : null } },
    openJobs: { 'j-1': makeJob({ photo_count: 910, stages }) },
  } as unknown as AppState);
  const storage = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
  };
  const context = { store, phone: { api } } as unknown as LazyContext;
  const actions = createLookActions(context, storage);
  const isIdle = () => store.get().isLookingFurther !== true;
  return { actions, store, kept, isIdle, readPages: () => pages };
}

describe('how an album is seen', () => {
  it('is kept on this phone but for what is wanted of one job, which ends with it', () => {
    const { actions, store, kept } = open({ further: 0 });
    actions.lookAtAlbum('j-1', { group: 'day', captions: true, stage: 'after' });
    expect(open({ kept }).store.get().albumLook).toEqual({ ...NO_LOOK, group: 'day', captions: true });
    store.update({ route: { page: 'job', jobId: 'j-1', photoId: 'p0-0' } });
    expect(store.get().albumLook?.stage).toBe('after');
    store.update({ route: { page: 'jobs' } });
    expect(store.get().albumLook).toEqual({ ...NO_LOOK, group: 'day', captions: true });
  });

  it('is plain where something else was kept', () => {
    expect(open({ kept: { 'album-look': 'year nothing' } }).store.get().albumLook).toEqual(NO_LOOK);
  });
});

describe('photos that are chosen', () => {
  it('are all chosen, though the page was not drawn between two of them', () => {
    const { actions, store } = open({ further: 0 });
    actions.setChosen({ jobId: 'j-1', ids: new Set(), last: null });
    actions.choosePhoto('j-1', 'p0-1', false);
    actions.choosePhoto('j-1', 'p0-3', true);
    expect([...(store.get().chosen?.ids ?? [])]).toEqual(['p0-1', 'p0-2', 'p0-3']);
  });
});

describe('what is wanted of an album that is not loaded to its end', () => {
  it('is looked for through four pages at once, and through more when somebody says so', async () => {
    const { actions, isIdle, readPages } = open();
    actions.lookAtAlbum('j-1', { stage: 'after' });
    await expect.poll(isIdle).toBe(true);
    expect(readPages()).toBe(4);
    actions.lookFurther('j-1');
    await expect.poll(isIdle).toBe(true);
    expect(readPages()).toBe(8);
  });

  it('is looked for no further once 60 more are found', async () => {
    const { actions, isIdle, readPages } = open();
    actions.lookAtAlbum('j-1', { person: 'user-1' });
    await expect.poll(isIdle).toBe(true);
    expect(readPages()).toBe(1);
  });

  it('is looked for no further once all are found that the job tells of', async () => {
    const { actions, isIdle, readPages } = open({ known: 21 });
    actions.lookAtAlbum('j-1', { stage: 'after' });
    await expect.poll(isIdle).toBe(true);
    expect(readPages()).toBe(2);
  });

  it('is looked for no further once the job is left, or nothing is wanted any more', async () => {
    const left = open();
    left.actions.lookAtAlbum('j-1', { stage: 'after' });
    left.store.update({ route: { page: 'jobs' } });
    await expect.poll(left.isIdle).toBe(true);
    expect(left.readPages()).toBe(1);
    const { actions, isIdle, readPages } = open();
    actions.lookAtAlbum('j-1', { stage: 'after' });
    actions.lookAtAlbum('j-1', { stage: null });
    await expect.poll(isIdle).toBe(true);
    expect(readPages()).toBe(1);
  });
});
