/**
 * Multipart uploads under way, on disk alone: `uploads/ID/upload.json` and one folder a part, so that a restart in
 * between loses none. A part appears by one rename, as a version does.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, syncFolder } from '../durable-file.ts';
import { CONTENT_FILE, type ObjectDraft, RECORD_FILE } from './object-draft.ts';
import type { Tag } from './object-version.ts';

export interface MultipartUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAtMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly encryption: string | null;
}

export interface UploadPart {
  readonly number: number;
  readonly size: number;
  /** MD5 in hex. */
  readonly etag: string;
  readonly lastModifiedMs: number;
}

export interface MultipartUploadStore {
  create(upload: Omit<MultipartUpload, 'id'>): Promise<MultipartUpload>;
  find(id: string): Promise<MultipartUpload | null>;
  list(bucket: string): Promise<readonly MultipartUpload[]>;
  /** Replaces an earlier part of the same number. */
  putPart(id: string, part: UploadPart, draft: ObjectDraft): Promise<void>;
  /** By number. */
  listParts(id: string): Promise<readonly UploadPart[]>;
  openPart(id: string, part: UploadPart): Promise<FileHandle>;
  remove(id: string): Promise<void>;
}

const UPLOAD_ID = /^[A-Za-z0-9_-]{64}$/;

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function formatPartName(number: number): string {
  return String(number).padStart(5, '0');
}

export async function openMultipartUploadStore(dataDir: string): Promise<MultipartUploadStore> {
  const uploadsFolder = join(dataDir, 'uploads');
  await mkdir(uploadsFolder, { recursive: true });
  const find = async (id: string): Promise<MultipartUpload | null> =>
    UPLOAD_ID.test(id) ? readJson<MultipartUpload>(join(uploadsFolder, id, 'upload.json')) : null;
  return {
    create: async (upload) => {
      const id = randomBytes(48).toString('base64url');
      await mkdir(join(uploadsFolder, id));
      await replaceFile(join(uploadsFolder, id, 'upload.json'), JSON.stringify({ ...upload, id }));
      await syncFolder(uploadsFolder);
      return { ...upload, id };
    },
    find,
    list: async (bucket) => {
      const uploads = await Promise.all((await readdir(uploadsFolder)).map(find));
      return uploads.filter((upload) => upload !== null).filter((upload) => upload.bucket === bucket);
    },
    putPart: async (id, part, draft) => {
      const place = join(uploadsFolder, id, formatPartName(part.number));
      await draft.seal(JSON.stringify(part), null);
      await rm(place, { recursive: true, force: true });
      await draft.moveTo(place);
    },
    listParts: async (id) => {
      const folder = join(uploadsFolder, id);
      const names = (await readdir(folder)).filter((name) => /^\d{5}$/.test(name)).sort();
      const parts = await Promise.all(names.map((name) => readJson<UploadPart>(join(folder, name, RECORD_FILE))));
      return parts.filter((part) => part !== null);
    },
    openPart: (id, part) => open(join(uploadsFolder, id, formatPartName(part.number), CONTENT_FILE), 'r'),
    remove: async (id) => {
      await rm(join(uploadsFolder, id), { recursive: true, force: true });
      await syncFolder(uploadsFolder);
    },
  };
}
