/** The dispatcher's page: asks for a job's album over a connection without limits, until it shows the photo that a phone is sending. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Album, Photo } from '../../../edge/api.ts';

export interface Sighting {
  readonly photo: Photo;
  /** Unix milliseconds. */
  readonly atMs: number;
}

export interface DispatcherAlbum {
  /** Ids of the photos that the album shows by now. */
  listPhotoIds(): Promise<ReadonlySet<string>>;
  /** Fulfils when the album first shows a photo of which `isMeant` holds. */
  waitFor(isMeant: (photo: Photo) => boolean): Promise<Sighting>;
  /** Fulfils when the first look at such a photo is there; null: the photo itself was there before. */
  waitForLook(isMeant: (photo: Photo) => boolean): Promise<Sighting | null>;
  /** Fulfils with the time when so many photos beside these can be told by a look or by themselves: all that an album has news of are asked for at once. */
  waitForLooks(before: ReadonlySet<string>, count: number): Promise<number>;
}

/** Bounds what the measurement adds; more often would keep the edge's functions from the phone. */
const POLL_MS = 200;
const GIVE_UP_MS = 300_000;

export function openDispatcherAlbum(dashboard: string, token: string, jobId: string): DispatcherAlbum {
  const { readAlbum, readLook } = createReader(dashboard, token, jobId);
  const waitFor: DispatcherAlbum['waitFor'] = async (isMeant) => {
    for (const endMs = Date.now() + GIVE_UP_MS; Date.now() < endMs; await wait(POLL_MS)) {
      const photo = (await readAlbum())?.photos.find(isMeant);
      if (photo) return { photo, atMs: Date.now() };
    }
    throw new Error('the photo did not come');
  };
  return {
    waitFor,
    async waitForLook(isMeant) {
      const { photo } = await waitFor((seen) => isMeant(seen) && (seen.first_look ?? seen.state !== 'arriving'));
      if (!photo.first_look) return null;
      return (await readLook(photo)) ? { photo, atMs: Date.now() } : null;
    },
    async waitForLooks(before, count) {
      const seen = new Set(before);
      for (const endMs = Date.now() + GIVE_UP_MS; Date.now() < endMs; await wait(POLL_MS)) {
        const photos = (await readAlbum())?.photos.filter(({ photo_id }) => !seen.has(photo_id)) ?? [];
        const isSeen = await Promise.all(
          photos.map(async (photo) => photo.state !== 'arriving' || (photo.first_look === true && readLook(photo))),
        );
        for (const [index, { photo_id }] of photos.entries()) if (isSeen[index]) seen.add(photo_id);
        if (seen.size - before.size >= count) return Date.now();
      }
      throw new Error('the looks did not come');
    },
    async listPhotoIds() {
      const album = await readAlbum();
      if (!album) throw new Error('the edge is too busy to begin with');
      return new Set(album.photos.map(({ photo_id }) => photo_id));
    },
  };
}

function createReader(dashboard: string, token: string, jobId: string) {
  const read = (path: string) =>
    fetch(`${dashboard}${path}job_id=${jobId}`, { headers: { authorization: `Bearer ${token}` } });
  return {
    /** Null: the edge is busy, as it is for a moment when several phones are watched on a small machine. */
    async readAlbum(): Promise<Album | null> {
      const response = await read('/photos?');
      if (response.status >= 500) return null;
      if (!response.ok) throw new Error(`the album answers ${response.status}`);
      return (await response.json()) as Album;
    },
    /** False: the photo itself has come meanwhile, or the edge is busy. */
    async readLook({ photo_id }: Photo): Promise<boolean> {
      const response = await read(`/photos/${photo_id}/first-look?`);
      await response.arrayBuffer();
      if (response.ok || response.status === 404 || response.status >= 500) return response.ok;
      throw new Error(`the first look answers ${response.status}`);
    },
  };
}
