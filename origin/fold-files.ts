/**
 * What a photo is, by its files. Pure, and the same in whatever order the files became known: the first to arrive is the
 * word of the capture. It names the files that the phone had then; the first whole one is the photo, those that were named
 * are its own, and whatever else comes under the same capture is a later upload, which never stands in their place.
 */
import type { NamedFiles } from './file-facts.ts';
import type { PhotoFile } from './photo-file.ts';

export interface FoldedFiles {
  /** The first to arrive: title, stage, time and place are those of its ticket. */
  readonly first: PhotoFile;
  /** What is shown: the first working copy or original; until one is there, the preview. */
  readonly main: PhotoFile;
  /** An original that was named by the first ticket and is not shown itself. */
  readonly original: PhotoFile | null;
  readonly preview: PhotoFile | null;
  /** Of the capture itself, in the order of their arrival. */
  readonly own: readonly PhotoFile[];
  /** All others, likewise. */
  readonly later: readonly PhotoFile[];
}

/** So many later uploads stand in a record; all of them are in the audit log and in the bucket. */
export const MOST_LATER_UPLOADS = 20;

/** Null of no files. */
export function foldFiles(files: readonly PhotoFile[]): FoldedFiles | null {
  const [first, ...others] = [...files].sort(compareArrival);
  if (!first) return null;
  const sorted = [first, ...others];
  const firstWhole = sorted.find(isWhole);
  const promise = toPromise(first);
  const isOwn = (file: PhotoFile) => file === first || file === firstWhole || promise[file.part] === file.sha256;
  const own = sorted.filter(isOwn);
  const main = firstWhole ?? first;
  const find = (part: PhotoFile['part']) => own.find((file) => file.part === part && file !== main) ?? null;
  return {
    ...{ first, main, own },
    original: find('original'),
    preview: find('preview'),
    later: sorted.filter((file) => !isOwn(file)),
  };
}

/**
 * Adds a file. Of one key what arrived first counts, and the image that was made last of its bytes. What was only expected there, as of
 * a photo that comes from another job, has no version yet.
 */
export function addFile(files: readonly PhotoFile[], file: PhotoFile): readonly PhotoFile[] {
  const known = files.find(({ key }) => key === file.key);
  if (!known) return [...files, file];
  const image = file.image ?? known.image;
  const isHere = known.version_id !== null || file.version_id === null;
  const first = isHere && known.stored_at <= file.stored_at ? known : file;
  return files.map((one) => (one === known ? { ...first, ...(image ? { image } : {}) } : one));
}

/**
 * The files that a record keeps, in the order of their arrival, and whether there are more. What was made of a file that is not shown,
 * because another became known that came before it, is forgotten.
 */
export function boundFiles(folded: FoldedFiles): { files: readonly PhotoFile[]; hasMore: boolean } {
  const { own, later } = folded;
  const files = [...own, ...later.slice(0, MOST_LATER_UPLOADS)].sort(compareArrival).map((file) => {
    const { image: _image, ...bare } = file;
    return isShown(folded, file.key) ? file : bare;
  });
  return { files, hasMore: later.length > MOST_LATER_UPLOADS };
}

/**
 * Whether a file is what the phone promised at capture: by the first ticket's word and S3's check. Null where nothing was
 * promised; false of a working copy that was made anew, for nobody has its hash from the moment of capture.
 */
export function isAsPromised({ first }: FoldedFiles, file: PhotoFile): boolean | null {
  const { preview, ...whole } = toPromise(first);
  const promised = file.part === 'preview' ? preview : (whole[file.part] ?? whole.photo ?? whole.original);
  if (promised === undefined) return null;
  return file.is_declared && toPromise(first)[file.part] === file.sha256;
}

/** The images of a file are shown, or are on their way: of the photo, and of a preview for as long as there is nothing else. */
export function isShown({ main, preview }: FoldedFiles, key: string): boolean {
  return main.key === key || (preview?.key === key && main.image === undefined);
}

/** A file that nobody promised promises nothing either: its bytes may be anything. */
function toPromise({ part, sha256, named, is_declared }: PhotoFile): NamedFiles {
  return is_declared ? { ...named, [part]: sha256 } : named;
}

function isWhole({ part }: PhotoFile): boolean {
  return part !== 'preview';
}

function compareArrival(left: PhotoFile, right: PhotoFile): number {
  if (left.stored_at !== right.stored_at) return left.stored_at < right.stored_at ? -1 : 1;
  return left.key < right.key ? -1 : 1;
}
