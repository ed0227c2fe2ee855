/**
 * What the index `by-album` has of a photo: all that an album tells of it, in one attribute of the record, so that a page reads no files
 * and no digests (docs/decisions/0066-albums-read-what-they-show.md). A projection takes twenty attributes by their names, and a photo has more.
 * It is JSON with short names; what follows from the rest, or is so of most photos, is left out of it.
 */
import { foldFiles } from './fold-files.ts';
import type { PhotoFile } from './photo-file.ts';
import { formatPhotoKey, type PhotoName } from './photo-key.ts';
import { formatPhotoRecordKey, type PhotoRecord } from './records.ts';

export const ALBUM_ROW = 'album_row';

/** A file beside the one that is shown. */
export type AlbumFile = Pick<
  PhotoFile,
  'part' | 'key' | 'sha256' | 'bytes' | 'type' | 'stored_at' | 'uploaded_by' | 'uploaded_by_name'
>;

/** A photo as its album tells of it: its record, with what its files are to it instead of the files. */
export interface AlbumPhoto
  extends Omit<PhotoRecord, 'pk' | 'sk' | 'version_id' | 'files' | 'files_digest' | typeof ALBUM_ROW> {
  /** The original that followed the copy shown. */
  readonly original: AlbumFile | null;
  /** Later uploads, in the order of their arrival. */
  readonly later: readonly AlbumFile[];
}

export function toAlbumPhoto(record: PhotoRecord): AlbumPhoto {
  const { pk: _pk, sk: _sk, version_id: _version, files_digest: _digest, album_row: _row, files, ...facts } = record;
  const folded = foldFiles(files);
  return {
    ...facts,
    original: folded?.original ? toAlbumFile(folded.original) : null,
    later: folded?.later.map(toAlbumFile) ?? [],
  };
}

function toAlbumFile({ part, key, sha256, bytes, type, stored_at, ...file }: PhotoFile): AlbumFile {
  const { uploaded_by, uploaded_by_name } = file;
  return { part, key, sha256, bytes, type, stored_at, uploaded_by, uploaded_by_name };
}

type Facts = Readonly<Record<string, unknown>>;

export function formatAlbumRow(record: PhotoRecord): string {
  const { job_id: jobId, photo_id: photoId, album_sort: _sort, original, later, ...facts } = toAlbumPhoto(record);
  const name = { jobId, photoId };
  const shortenFile = (file: AlbumFile) => shorten({ ...file }, toUsualFile(name, facts, file));
  return JSON.stringify({
    ...shorten(facts, toUsualFacts(name, facts)),
    ...(original === null ? {} : { [ORIGINAL]: shortenFile(original) }),
    ...(later.length === 0 ? {} : { [LATER]: later.map(shortenFile) }),
  });
}

/** An item of the index. */
export interface AlbumItem {
  readonly pk: string;
  readonly sk: string;
  readonly album_sort: string;
  readonly album_row: string;
}

export function parseAlbumItem({ pk, sk, album_sort, album_row }: AlbumItem): AlbumPhoto {
  const name = { jobId: pk.slice(PREFIXES.pk.length), photoId: sk.slice(PREFIXES.sk.length) };
  const { [ORIGINAL]: original = null, [LATER]: later = [], ...said } = JSON.parse(album_row) as ShortRow;
  const own = lengthen(said);
  const facts = { ...toUsualFacts(name, own), ...own };
  const parseFile = (file: Facts) => {
    const known = lengthen(file);
    return { ...toUsualFile(name, facts, known), ...known };
  };
  return {
    ...{ job_id: name.jobId, photo_id: name.photoId, album_sort, ...facts },
    ...{ original: original && parseFile(original), later: later.map(parseFile) },
  } as unknown as AlbumPhoto;
}

const PREFIXES = formatPhotoRecordKey('', '');

interface ShortRow extends Facts {
  readonly [ORIGINAL]?: Facts;
  readonly [LATER]?: readonly Facts[];
}

const ORIGINAL = 'o';
const LATER = 'f';
/** A member that is not among them keeps its own name. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  ...{ state: 's', type: 'y', title: 't', stage: 'g', taken_at: 'a', taken_at_source: 'q', uploaded_at: 'u' },
  ...{ uploaded_by: 'b', uploaded_by_name: 'n', bytes: 'z', width: 'w', height: 'e', placeholder: 'l', sha256: 'h' },
  ...{
    camera: 'c',
    location: 'm',
    images_of: 'i',
    revision: 'r',
    part: 'p',
    key: 'k',
    original_is: 'j',
    stored_at: 'd',
    verified: 'v',
  },
};
const LONG_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SHORT_NAMES).map(([long, short]) => [short, long]),
);

/** As most are. Whatever else is so of a photo, or is the case only of some, is said. */
function toUsualFacts(name: PhotoName, { sha256 = null, type }: Facts): Facts {
  return {
    ...{ key: formatUsualKey(name, { sha256, type }), part: 'photo', state: 'ready', type: 'image/jpeg' },
    ...{ title: null, stage: null, taken_at: null, taken_at_source: 'exif', uploaded_at: null, uploaded_by_name: null },
    ...{ bytes: null, width: null, height: null, placeholder: null, sha256: null, verified: true, camera: null },
    ...{ location: null, images_of: sha256, revision: 0 },
  };
}

function toUsualFile(name: PhotoName, photo: Facts, { sha256, type }: Facts): Facts {
  const { uploaded_by, uploaded_by_name } = photo;
  const key = formatUsualKey(name, { sha256, type });
  return { part: 'original', key, type: 'image/jpeg', uploaded_by, uploaded_by_name };
}

function formatUsualKey(name: PhotoName, { sha256, type = 'image/jpeg' }: Facts): string {
  return formatPhotoKey({ ...name, ...({ sha256, type } as Pick<PhotoFile, 'sha256' | 'type'>) });
}

function shorten(facts: Facts, usual: Facts): Facts {
  const said = Object.entries(facts).filter(([name, value]) => value !== undefined && value !== usual[name]);
  // In one order: the same photo has the same row, whoever has written its record last.
  const sorted = said.sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, value]) => [SHORT_NAMES[name] ?? name, value]));
}

function lengthen(said: Facts): Facts {
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [LONG_NAMES[name] ?? name, value]));
}
