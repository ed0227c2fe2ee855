import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Album, Photo } from '../../../../edge/api.ts';
import { createWords } from '../../../../site/i18n/translate.ts';
import type { LazyContext } from '../../../../site/ui/context.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { createTakeOutWork } from '../../../../site/ui/take-out/take-out-work.ts';
import { readZip } from '../../../support/read-zip.ts';
import { makePhoto } from '../make-photo.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const toUrl = (id: string, signature: string) => `/jobs/j-1/${id}/${hash(id)}.jpg?${signature}`;
const toPhoto = (photo_id: string, facts: Partial<Photo> = {}): Photo =>
  makePhoto({ photo_id, title: photo_id, url: toUrl(photo_id, 'new'), ...facts });

let saved: Uint8Array[];
let respond: (id: string, url: string) => Response | Promise<Response>;

beforeEach(() => {
  saved = [];
  respond = (id) => new Response(id);
  const createWritable = async () => new WritableStream<Uint8Array>({ write: (chunk) => void saved.push(chunk) });
  vi.stubGlobal('showSaveFilePicker', async () => ({ createWritable }));
  vi.stubGlobal('location', { origin: 'https://photos.example' });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('fetch', async (url: string) => respond(url.split('/')[3] ?? '', url));
});

afterEach(() => vi.unstubAllGlobals());

/** A job of these photos, two a page. */
function open(photos: readonly Photo[]) {
  const api = {
    async album(_jobId: string, { cursor = '0', ids }: { cursor?: string; ids?: string }) {
      const from = Number(cursor);
      const page = ids ? photos.filter(({ photo_id }) => photo_id === ids) : photos.slice(from, from + 2);
      const next = !ids && from + 2 < photos.length ? { next: String(from + 2) } : {};
      const value = { photos: page.map((photo) => ({ ...photo, url: photo.url?.replace('old', 'new') })), ...next };
      return { changed: true, value: value as unknown as Album, etag: null };
    },
  };
  const store = createAppStore({ words: createWords('en', {}) } as unknown as AppState);
  const work = createTakeOutWork({ phone: { api }, store } as unknown as LazyContext);
  const toTile = (photo: Photo) => ({ kind: 'photo', id: photo.photo_id, photo, entryId: null }) as const;
  return { work, tiles: photos.map(toTile) };
}

const readSaved = () => [...readZip(Buffer.concat(saved))].map(([name, bytes]) => `${name}: ${bytes}`).slice(0, -1);

describe('createTakeOutWork', () => {
  it('packs all of a job, page by page, the first photo first', async () => {
    const { work } = open(['e', 'd', 'c', 'b', 'a'].map((id) => toPhoto(id)));
    await work.saveZip({ jobId: 'j-1', tiles: null }, 'Job – photos');
    expect(work.phase()).toMatchObject({ kind: 'saved', total: 5, missing: [] });
    expect(readSaved().map((line) => line.slice(-8))).toEqual(
      ['.jpg: a', '.jpg: b', '.jpg: c', '.jpg: d', '.jpg: e'].map((end) => expect.stringContaining(end)),
    );
  });

  it('packs what is chosen alone, asks for a new signature where one has ended, and goes on past what is not there', async () => {
    const photos = [toPhoto('ok'), toPhoto('ended', { url: toUrl('ended', 'old') }), toPhoto('lost')];
    respond = (id, url) => new Response(id, { status: url.endsWith('old') || id === 'lost' ? 403 : 200 });
    const { work, tiles } = open(photos);
    await work.saveZip({ jobId: 'j-1', tiles }, 'Job');
    expect(readSaved()).toEqual([expect.stringContaining('ok.jpg: ok'), expect.stringContaining('ended.jpg: ended')]);
    expect(work.phase()).toMatchObject({ kind: 'saved', total: 3, missing: [{ code: 'not-found' }] });
  });

  it('reads the original where the job has it', async () => {
    const original = { url: toUrl('original', 'new') } as NonNullable<Photo['original']>;
    const { work, tiles } = open([toPhoto('copy', { original })]);
    await work.saveZip({ jobId: 'j-1', tiles }, 'Job');
    expect(readSaved()).toEqual([expect.stringContaining(': original')]);
  });

  it('saves nothing when it is stopped, and begins anew', async () => {
    const { work, tiles } = open([toPhoto('a'), toPhoto('b')]);
    const hanging = Promise.withResolvers<Response>();
    respond = () => hanging.promise;
    const saving = work.saveZip({ jobId: 'j-1', tiles }, 'Job');
    await expect.poll(() => work.phase().kind).toBe('reading');
    work.stop();
    hanging.resolve(new Response('a'));
    await saving;
    expect(work.phase()).toEqual({ kind: 'idle' });
  });

  it('says beforehand what does not go through a browser’s memory', async () => {
    vi.stubGlobal('showSaveFilePicker', undefined);
    Reflect.deleteProperty(globalThis, 'showSaveFilePicker');
    const { work, tiles } = open([toPhoto('a', { bytes: 300_000_000 }), toPhoto('b', { bytes: 100_000_001 })]);
    await work.saveZip({ jobId: 'j-1', tiles }, 'Job');
    expect(work.phase()).toEqual({ kind: 'too-large', bytes: 400_000_001 });
  });

  it('reads files for the share sheet, and says when none is there', async () => {
    const { work, tiles } = open([toPhoto('a')]);
    await work.readToShare({ jobId: 'j-1', tiles });
    const phase = work.phase();
    expect(phase.kind === 'ready' && phase.files.map(({ name, type }) => `${name} ${type}`)).toEqual([
      expect.stringMatching(/a\.jpg image\/jpeg$/),
    ]);
    await work.readToShare({ jobId: 'j-1', tiles: [] });
    expect(work.phase()).toEqual({ kind: 'none' });
  });
});
