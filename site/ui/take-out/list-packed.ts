/** What is taken out of a job: all of it, page by page, or what is chosen; each under a name of its own. */
import type { Photo } from '../../../edge/api.ts';
import { AppError } from '../../../edge/app-error.ts';
import type { Packed } from '../../export/pack-files.ts';
import { createUniqueNames, toPhotoFileName } from '../../export/photo-file-name.ts';
import { hashBytes, type ReadFile, readFile } from '../../export/read-file.ts';
import type { Words } from '../../i18n/translate.ts';
import type { EntryView } from '../../outbox/entry.ts';
import type { Phone } from '../../phone.ts';
import type { Tile } from '../album/album-tiles.ts';
import { describePhoto, toShownTime } from '../parts/describe-photo.ts';
import { namePhotoFile, toFileUrl } from '../parts/photo-file.ts';

export interface PackedSource {
  readonly jobId: string;
  readonly phone: Pick<Phone, 'api' | 'outbox'>;
  readonly words: Words;
  readonly signal: AbortSignal;
  /** After a photo that could not be had for want of network, the next ones are tried once. */
  isPatient(): boolean;
}

/**
 * Every photo of the job, the first first; what has no file yet is left out.
 * @throws {AppError} when a page could not be read
 */
export async function readAllPhotos({ phone, jobId, signal }: PackedSource): Promise<readonly Photo[]> {
  const photos: Photo[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await phone.api.album(jobId, cursor === undefined ? {} : { cursor });
    if (!page.changed) break;
    photos.push(...page.value.photos.filter((photo) => toFileUrl(photo) !== null));
    cursor = page.value.next;
  } while (cursor !== undefined);
  return photos.reverse();
}

export function listPacked(tiles: readonly (Tile | Photo)[], source: PackedSource): readonly Packed[] {
  const toUnique = createUniqueNames();
  return tiles.map((tile) => {
    if ('photo_id' in tile) return packPhoto(tile, toUnique, source);
    return tile.kind === 'photo' ? packPhoto(tile.photo, toUnique, source) : packEntry(tile.entry, toUnique, source);
  });
}

function packPhoto(photo: Photo, toUnique: (name: string) => string, source: PackedSource): Packed {
  const { photo_id: id, location, original } = photo;
  return {
    id,
    name: toUnique(namePhotoFile(photo, source.words)),
    takenAt: new Date(Date.parse(toShownTime(photo) ?? '') || 0),
    facts: [
      id,
      photo.stage,
      photo.title,
      photo.taken_at,
      photo.taken_at_source,
      photo.uploaded_at,
      photo.uploaded_by_name ?? photo.uploaded_by,
      photo.verified === null ? null : String(photo.verified),
      original ? 'original' : photo.part,
      location?.latitude ?? null,
      location?.longitude ?? null,
    ],
    read: () => readPhoto(photo, source),
  };
}

/** Signatures end after an hour or two: an album that takes longer asks for new ones. */
async function readPhoto(photo: Photo, { jobId, phone, signal, isPatient }: PackedSource): Promise<ReadFile> {
  const options = { signal, isPatient: isPatient(), wait: waitFor };
  try {
    return await readFile(toFileUrl(photo) ?? '', options);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || error.code !== 'access-denied') throw error;
    const page = await phone.api.album(jobId, { ids: photo.photo_id });
    const url = page.changed ? page.value.photos.map(toFileUrl)[0] : null;
    if (!url) throw new AppError('not-found');
    // With a signature of now: it is not there.
    return readFile(url, options).catch((again: unknown) => {
      throw again instanceof AppError && again.code === 'access-denied' ? new AppError('not-found') : again;
    });
  }
}

/** A capture that is only on this phone. */
function packEntry(entry: EntryView, toUnique: (name: string) => string, { phone, words }: PackedSource): Packed {
  const { id, takenAt: at, stage, title } = entry;
  const extension = /\.(\w{1,5})$/.exec(entry.fileName)?.[1]?.toLowerCase() ?? 'jpg';
  const named = { at, stage: stage && words.say(`stage.${stage}`), by: null, title, extension };
  return {
    id,
    name: toUnique(toPhotoFileName(named, describePhoto(entry, words))),
    takenAt: new Date(at),
    facts: [null, stage, title, at, null, null, null, null, null, null, null],
    async read() {
      const bytes = await (await phone.outbox.exportPhoto(id)).arrayBuffer();
      return { bytes: new Uint8Array(bytes), sha256: await hashBytes(bytes) };
    },
  };
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
