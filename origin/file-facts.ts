/**
 * What an object says of itself as one file of its photo, in one value of its metadata (`x-amz-meta-part`):
 * `{part};{files};{arrived};{drawn on}`, as in `photo;preview=…,original=…`. CloudFront hides at most ten headers of an image, so there is one for all of it. The files are
 * those that the phone had of the photo when it asked for the ticket, each with the base64url of its SHA-256, for all metadata of an
 * object may be 2 KB. When it arrived stands there where the pipeline gave it the name of its bytes later; of
 * a drawing last the id of the photo on which it was drawn.
 */

import { isPhotoId } from './photo-key.ts';

/** What a file is of its photo: `preview` goes ahead of the rest, `photo` is the working copy, `original` as the camera made it. */
export const FILE_PARTS = ['preview', 'photo', 'original'] as const;
export type FilePart = (typeof FILE_PARTS)[number];

/** What a ticket says of the files that its photo will have: the SHA-256 of each, hex. */
export type NamedFiles = { readonly [Part in FilePart]?: string };

export interface FileStatement {
  /** Absent where the ticket did not say: then it is the photo. */
  readonly part?: FilePart;
  /** Hashes that the ticket named, its own among them or not. */
  readonly files?: NamedFiles;
  /** ISO 8601, UTC: when S3 had what was given the name of its bytes later. Only the pipeline writes it. */
  readonly arrivedAt?: string;
  /** It is a drawing on a copy of this photo. */
  readonly drawnOn?: string;
}

const PART_METADATA = 'part';
const NAMED_FILE = /^(preview|photo|original)=([A-Za-z0-9_-]{43})$/;
const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Empty where nothing was said. */
export function formatFileFacts({ part, files = {}, arrivedAt, drawnOn }: FileStatement): string {
  return [part ?? '', formatNamedFiles(files), arrivedAt ?? '', drawnOn ?? ''].join(';').replace(/;+$/, '');
}

/** Reads what `formatFileFacts` wrote. A value that it cannot have written is as good as absent. */
export function parseFileFacts(value = ''): FileStatement {
  const [said, names = '', arrivedAt = '', drawnOn = ''] = value.split(';');
  const part = FILE_PARTS.find((known) => known === said);
  const files = parseNamedFiles(names);
  return {
    ...(part ? { part } : {}),
    ...(files ? { files } : {}),
    ...(ISO_UTC.test(arrivedAt) ? { arrivedAt } : {}),
    ...(isPhotoId(drawnOn) ? { drawnOn } : {}),
  };
}

/** Adds to an object's metadata when its bytes came first. */
export function addArrival(metadata: Readonly<Record<string, string>>, arrivedAt: string): Record<string, string> {
  const facts = parseFileFacts(metadata[PART_METADATA]);
  return { ...metadata, [PART_METADATA]: formatFileFacts({ ...facts, arrivedAt }) };
}

function formatNamedFiles(files: NamedFiles): string {
  const named = FILE_PARTS.flatMap((part) => {
    const sha256 = files[part];
    return sha256 === undefined ? [] : [`${part}=${Buffer.from(sha256, 'hex').toString('base64url')}`];
  });
  return named.join(',');
}

function parseNamedFiles(value: string): NamedFiles | null {
  const named = value.split(',').flatMap((text): [string, string][] => {
    const [, part, hash] = NAMED_FILE.exec(text) ?? [];
    return part && hash ? [[part, Buffer.from(hash, 'base64url').toString('hex')]] : [];
  });
  return named.length === 0 ? null : Object.fromEntries(named);
}
