/** Puts a photo's record together: a function of its files alone, under what people have done since. */
import { createHash } from 'node:crypto';
import { boundFiles, type FoldedFiles, foldFiles, isAsPromised } from '../fold-files.ts';
import type { PhotoName } from '../photo-key.ts';
import {
  type EditedFacts,
  formatPhotoRecordKey,
  type PhotoFile,
  type PhotoRecord,
  toLastRestoration,
} from '../records.ts';
import { datePhoto } from './inspect-photo.ts';

export interface RecordParts {
  readonly photo: PhotoName;
  /** At least one. */
  readonly files: readonly PhotoFile[];
  /** From the tags of its files; asked for only where the record may have lost them. */
  readonly edits: EditedFacts | null;
}

/**
 * An edit by people outlives whatever arrives, and so does a deletion: only a restoration ends it.
 * @throws {TypeError} when there is no file
 */
export function composeRecord(before: PhotoRecord | null, { photo, files, edits }: RecordParts): PhotoRecord {
  const folded = foldFiles(files);
  if (!folded) throw new TypeError('a photo without files');
  const { first, main } = folded;
  const { files: kept, ...bound } = boundFiles(folded);
  const hasMore = bound.hasMore || before?.has_more_files === true;
  const taken = datePhoto(main.image?.taken_at ?? null, first.taken_at, first.stored_at);
  return {
    ...formatPhotoRecordKey(photo.jobId, photo.photoId),
    job_id: photo.jobId,
    photo_id: photo.photoId,
    key: main.key,
    part: main.part,
    ...toState(main),
    type: main.image?.type ?? main.type,
    ...composeEdits(before, { first, edits }),
    taken_at: taken.at,
    taken_at_source: taken.source,
    uploaded_at: main.stored_at,
    uploaded_by: first.uploaded_by,
    uploaded_by_name: first.uploaded_by_name,
    bytes: main.bytes,
    width: main.image?.width ?? null,
    height: main.image?.height ?? null,
    ...toImages(folded),
    sha256: main.sha256,
    // Nobody has its hash from the moment of capture.
    verified: first.drawn_on === undefined ? isAsPromised(folded, main) : false,
    ...(first.drawn_on === undefined ? {} : { drawn_on: first.drawn_on }),
    ...(main.image?.is_cut_off ? { is_cut_off: true } : {}),
    camera: main.image?.camera ?? null,
    location: first.location,
    version_id: main.version_id,
    files: kept,
    ...(before?.note_count === undefined ? {} : { note_count: before.note_count }),
    ...awaitOriginal(before, first, files),
    ...(hasMore ? { has_more_files: true } : {}),
    files_digest: digestFiles(kept, hasMore),
  };
}

/** What the first ticket names and nothing has brought yet. Who has asked for it is remembered until it comes. */
function awaitOriginal(
  before: PhotoRecord | null,
  { named }: PhotoFile,
  files: readonly PhotoFile[],
): Pick<PhotoRecord, 'original_is'> {
  if (named.original === undefined || files.some(({ sha256 }) => sha256 === named.original)) return {};
  return { original_is: before?.original_is ?? 'on-phone' };
}

function toState({ image }: PhotoFile): Pick<PhotoRecord, 'state' | 'unreadable_reason'> {
  if (!image) return { state: 'stored' };
  const { unreadable_reason } = image;
  return unreadable_reason === null ? { state: 'ready' } : { state: 'unreadable', unreadable_reason };
}

/** Until there are images of the photo, those of its preview are shown. */
function toImages({ main, preview }: FoldedFiles): Pick<PhotoRecord, 'images_of' | 'placeholder'> {
  const shown = main.image ? main : preview;
  const hasImages = shown?.image?.unreadable_reason === null;
  return { images_of: hasImages ? shown.sha256 : null, placeholder: shown?.image?.placeholder ?? null };
}

type Edits = Pick<PhotoRecord, 'title' | 'stage' | 'revision' | 'deleted_at' | 'expires_at'>;

function composeEdits(
  before: PhotoRecord | null,
  { first, edits }: { readonly first: PhotoFile; readonly edits: EditedFacts | null },
): Edits {
  const isOfTags = edits !== null && edits.revision > (before?.revision ?? 0);
  if (isOfTags) return { ...toWords(edits), ...toDeletion(edits) };
  if (before === null || before.revision === 0) {
    return { ...toWords({ ...first, revision: 0 }), ...keepDeletion(before) };
  }
  return { ...chooseWords(before, first), revision: before.revision, ...keepDeletion(before) };
}

/** What nobody has edited is still the first ticket's word, be that known only now. */
function chooseWords(before: PhotoRecord, first: PhotoFile): Pick<Edits, 'title' | 'stage'> {
  const then = foldFiles(before.files)?.first ?? { title: null, stage: null };
  return {
    title: before.title === then.title ? first.title : before.title,
    stage: before.stage === then.stage ? first.stage : before.stage,
  };
}

function toWords({ title, stage, revision }: Pick<Edits, 'title' | 'stage' | 'revision'>) {
  return { title, stage, revision };
}

function keepDeletion(before: PhotoRecord | null): Pick<Edits, 'deleted_at' | 'expires_at'> {
  if (before?.deleted_at === undefined) return {};
  const { deleted_at, expires_at } = before;
  return { deleted_at, ...(expires_at === undefined ? {} : { expires_at }) };
}

function toDeletion({ deleted_at }: EditedFacts): Pick<Edits, 'deleted_at' | 'expires_at'> {
  if (deleted_at === undefined) return {};
  return { deleted_at, expires_at: toLastRestoration(deleted_at) };
}

/** 64 bits: what two writers of one record tell apart by it is made by the same code. */
function digestFiles(files: readonly PhotoFile[], hasMore: boolean): string {
  return createHash('sha256')
    .update(JSON.stringify([files.map(({ key, version_id, image }) => [key, version_id, image ?? null]), hasMore]))
    .digest('hex')
    .slice(0, 16);
}
