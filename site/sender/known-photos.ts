/**
 * A picture that was chosen again and is in its job already is not sent again: the album of this moment must show the very
 * bytes, by their hash. In any doubt it is sent, as if it were new.
 */
import type { Album } from '../../edge/api.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { Albums } from './albums.ts';
import type { UploadTask } from './choose-uploads.ts';
import type { SenderDependencies } from './ports.ts';
import { predictPhotoId } from './predict-photo-id.ts';
import { toRecognized } from './settle-upload.ts';

export class KnownPhotos {
  readonly #deps: Pick<SenderDependencies, 'store' | 'hash' | 'clock'>;
  readonly #albums: Albums;
  /** Entries that were compared with what their job had before. */
  readonly #compared = new Set<string>();

  constructor(deps: Pick<SenderDependencies, 'store' | 'hash' | 'clock'>, albums: Albums) {
    this.#deps = deps;
    this.#albums = albums;
  }

  /** Settles those of `tasks` (of one job) whose photo is in it; returns the others. Looks into an album only if one was seen there. */
  async settle(tasks: readonly UploadTask[]): Promise<readonly UploadTask[]> {
    const isSeen = await Promise.all(tasks.map(({ entry }) => this.#isSeen(entry)));
    const seen = tasks.filter((_, index) => isSeen[index]);
    const [first] = seen;
    if (!first) return tasks;
    const { jobId } = first.entry;
    const photoIds = await Promise.all(seen.map(({ entry }) => predictPhotoId(entry, this.#deps.hash)));
    const album = await this.#albums.read(first.entry, photoIds).catch(() => null);
    if (!album) return tasks;
    const isSettled = await Promise.all(
      tasks.map(({ entry }, index) => isSeen[index] === true && this.#recognize(entry, album)),
    );
    await this.#albums.settle(jobId, album);
    return tasks.filter((_, index) => !isSettled[index]);
  }

  async #isSeen(entry: StoredEntry): Promise<boolean> {
    if (this.#compared.has(entry.id) || entry.parts?.some(({ delivered }) => delivered)) return false;
    return this.#albums.hasShown(await predictPhotoId(entry, this.#deps.hash));
  }

  async #recognize(entry: StoredEntry, album: Album): Promise<boolean> {
    const { store, hash, clock } = this.#deps;
    this.#compared.add(entry.id);
    const photoId = await predictPhotoId(entry, hash);
    const photo = album.photos.find(({ photo_id }) => photo_id === photoId);
    const originalSha256 = photo && (entry.originalSha256 ?? (await this.#hashOriginal(entry)));
    if (!originalSha256) return false;
    const moment = { originalSha256, nowMs: clock.now() };
    const after = await store.update(entry.id, (now) => toRecognized(now, photo, moment) ?? now);
    return after?.wasThere ?? false;
  }

  /** Of an entry from before the hash was kept; null: its picture cannot be read. */
  async #hashOriginal({ id }: StoredEntry): Promise<string | null> {
    const original = await this.#deps.store.readBytes(id, 'original');
    return original ? this.#deps.hash(original) : null;
  }
}
