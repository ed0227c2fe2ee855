import { describe, expect, it } from 'vitest';
import type { Album } from '../../../../edge/api.ts';
import type { Api } from '../../../../site/phone.ts';
import { type AppState, NO_ALBUM } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { stepPhoto } from '../../../../site/ui/viewer/step-photo.ts';
import { makePhoto } from '../make-photo.ts';

const toPhotos = (...ids: string[]) => ids.map((photo_id) => makePhoto({ photo_id }));

/** A viewer on `photoId`, and an edge that has one more page. */
function open(photoId: string, loaded: string[], further: string[]) {
  const album = { ...NO_ALBUM, items: toPhotos(...loaded), next: further.length > 0 ? 'page-2' : null };
  const store = createAppStore({
    route: { page: 'job', jobId: 'j-1', photoId },
    albums: { 'j-1': album },
  } as unknown as AppState);
  const asked: string[] = [];
  const page = Promise.withResolvers<void>();
  const api = {
    async album(_jobId: string, { cursor }: { cursor: string }) {
      asked.push(cursor);
      await page.promise;
      return { changed: true, value: { photos: toPhotos(...further) } as unknown as Album, etag: null };
    },
  } as unknown as Api;
  const go = (route: AppState['route']) => store.update({ route });
  const step = (by: 1 | -1) => stepPhoto({ store, api, actions: { go } }, 'j-1', by);
  const openId = () => {
    const { route } = store.get();
    return route.page === 'job' ? route.photoId : null;
  };
  return { step, openId, asked, respond: () => page.resolve(), store };
}

describe('stepPhoto', () => {
  it('goes on and back among what is loaded, and stays at both ends', async () => {
    const viewer = open('b', ['a', 'b', 'c'], []);
    await viewer.step(1);
    expect(viewer.openId()).toBe('c');
    await viewer.step(1);
    expect(viewer.openId()).toBe('c');
    await viewer.step(-1);
    await viewer.step(-1);
    await viewer.step(-1);
    expect([viewer.openId(), viewer.asked]).toEqual(['a', []]);
  });

  it('goes over the end of what is loaded once the next page is there, which is asked for once', async () => {
    const viewer = open('b', ['a', 'b'], ['c', 'd']);
    const steps = [viewer.step(1), viewer.step(1)];
    expect(viewer.openId()).toBe('b');
    viewer.respond();
    await Promise.all(steps);
    expect([viewer.openId(), viewer.asked]).toEqual(['c', ['page-2']]);
  });

  it('asks for the next page ten photos before the end, and waits for it only at the end', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `p${index}`);
    const viewer = open('p18', ids, ['p30']);
    await viewer.step(1);
    expect([viewer.openId(), viewer.asked]).toEqual(['p19', []]);
    await viewer.step(1);
    expect([viewer.openId(), viewer.asked]).toEqual(['p20', ['page-2']]);
  });

  it('goes nowhere when the viewer was closed meanwhile', async () => {
    const viewer = open('b', ['a', 'b'], ['c']);
    const step = viewer.step(1);
    viewer.store.update({ route: { page: 'job', jobId: 'j-1', photoId: null } });
    viewer.respond();
    await step;
    expect(viewer.openId()).toBeNull();
  });
});
