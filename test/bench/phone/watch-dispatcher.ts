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
}

/** Bounds what the measurement adds; more often would keep the edge's functions from the phone. */
const POLL_MS = 200;
const GIVE_UP_MS = 300_000;

export function openDispatcherAlbum(dashboard: string, token: string, jobId: string): DispatcherAlbum {
  /** Null: the edge is busy, as it is for a moment when several phones are watched on a small machine. */
  const readAlbum = async (): Promise<Album | null> => {
    const response = await fetch(`${dashboard}/photos?job_id=${jobId}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status >= 500) return null;
    if (!response.ok) throw new Error(`the album answers ${response.status}`);
    return (await response.json()) as Album;
  };
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
      const response = await fetch(`${dashboard}/photos/${photo.photo_id}/first-look?job_id=${jobId}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`the first look answers ${response.status}`);
      await response.arrayBuffer();
      return { photo, atMs: Date.now() };
    },
    async listPhotoIds() {
      const album = await readAlbum();
      if (!album) throw new Error('the edge is too busy to begin with');
      return new Set(album.photos.map(({ photo_id }) => photo_id));
    },
  };
}
