/**
 * A picture that was chosen again and is in its job already is not sent again: the album of this moment must show the very
 * bytes, by their hash. In any doubt it is sent, as if it were new.
 */
import type { Album } from '../../edge/api.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { UploadTask } from './choose-uploads.ts';
import { noteAlbum } from './confirm-jobs.ts';
import { predictPhotoId } from './predict-photo-id.ts';
import type { SendDependencies, SendState } from './send-state.ts';
import { toRecognized } from './settle-upload.ts';

/** Remembers what an album shows, for pictures that are chosen again. */
export function rememberAlbum({ photos }: Album, { inAlbums }: SendState): void {
  for (const { photo_id, sha256 } of photos) if (sha256) inAlbums.add(photo_id);
}

/** Settles those of `uploads` whose photo is in its job; returns the others. Looks into an album only if one was seen there. */
export async function withoutKnown(
  uploads: readonly UploadTask[],
  state: SendState,
  deps: SendDependencies,
): Promise<readonly UploadTask[]> {
  const known = await Promise.all(uploads.map(({ entry }) => isSeen(entry, state, deps)));
  const [first] = uploads.filter((_, index) => known[index]);
  if (!first) return uploads;
  const { jobId } = first.entry;
  const album = await deps.api.album(jobId).catch(() => null);
  if (!album?.changed) return uploads;
  const settled = await Promise.all(
    uploads.map(({ entry }, index) => known[index] === true && recognize(entry, album.value, state, deps)),
  );
  if (settled.includes(true)) await noteAlbum(jobId, album.value, deps);
  return uploads.filter((_, index) => !settled[index]);
}

async function isSeen(entry: StoredEntry, state: SendState, { hash }: SendDependencies): Promise<boolean> {
  if (state.compared.has(entry.id) || entry.parts?.some(({ delivered }) => delivered)) return false;
  return state.inAlbums.has(await predictPhotoId(entry.subject, entry.jobId, entry.id, hash));
}

async function recognize(
  entry: StoredEntry,
  album: Album,
  state: SendState,
  { store, hash, clock }: SendDependencies,
): Promise<boolean> {
  state.compared.add(entry.id);
  const photoId = await predictPhotoId(entry.subject, entry.jobId, entry.id, hash);
  const photo = album.photos.find(({ photo_id }) => photo_id === photoId);
  const original = photo && (await store.readBytes(entry.id, 'original'));
  if (!original) return false;
  const facts = { originalSha256: await hash(original), nowMs: clock.now() };
  const after = await store.update(entry.id, (now) => toRecognized(now, photo, facts) ?? now);
  return after?.wasThere ?? false;
}
