/**
 * An object on its way in: its bytes go straight to a file while they are hashed, so that no body is ever held in
 * memory. A draft becomes an object by one rename of its folder, or vanishes.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveDurably, syncFolder, writeSynced } from '../durable-file.ts';
import { createDigest, type DigestName } from './checksums.ts';

export const CONTENT_FILE = 'content';
export const RECORD_FILE = 'version.json';
/** Beside a record as long as its notifications have not been taken over by their targets. */
export const NOTIFICATIONS_FILE = 'notifications.json';

export interface ObjectDraft {
  readonly size: number;
  readonly digests: Readonly<Partial<Record<DigestName, Buffer>>>;
  /** Writes the record (and what is to be announced) beside the bytes; all is on the disk when it resolves. */
  seal(record: string, notifications: string | null): Promise<void>;
  /** Makes it the folder of a version. */
  moveTo(versionFolder: string): Promise<void>;
  /** Removes what was not moved. */
  discard(): Promise<void>;
}

export interface ObjectDraftOptions {
  readonly digests: readonly DigestName[];
  /** Called with the bytes so far; throws to refuse the rest. */
  readonly checkSize?: (size: number) => void;
}

/**
 * Takes in a whole body.
 * @throws {Error} when the source or a check throws; nothing of the body stays.
 */
export async function receiveDraft(
  draftsFolder: string,
  source: AsyncIterable<Buffer>,
  options: ObjectDraftOptions,
): Promise<ObjectDraft> {
  const folder = join(draftsFolder, randomUUID());
  let isGone = false;
  const discard = async (): Promise<void> => {
    if (isGone) return;
    isGone = true;
    await rm(folder, { recursive: true, force: true });
  };
  await mkdir(folder);
  const received = await receiveContent(join(folder, CONTENT_FILE), source, options).catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  return {
    ...received,
    seal: async (record, notifications) => {
      await writeSynced(join(folder, RECORD_FILE), record);
      if (notifications !== null) await writeSynced(join(folder, NOTIFICATIONS_FILE), notifications);
      await syncFolder(folder);
    },
    moveTo: async (versionFolder) => {
      await moveDurably(folder, versionFolder);
      isGone = true;
    },
    discard,
  };
}

async function receiveContent(
  path: string,
  source: AsyncIterable<Buffer>,
  { digests, checkSize }: ObjectDraftOptions,
): Promise<Pick<ObjectDraft, 'size' | 'digests'>> {
  const names = new Set<DigestName>(['md5', ...digests]);
  const running = [...names].map((name) => ({ name, digest: createDigest(name) }));
  let size = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of source) {
      size += chunk.length;
      checkSize?.(size);
      for (const { digest } of running) digest.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, digests: Object.fromEntries(running.map(({ name, digest }) => [name, digest.digest()])) };
}

/** A delete marker: a version without bytes. */
export async function createEmptyDraft(draftsFolder: string): Promise<ObjectDraft> {
  async function* nothing(): AsyncGenerator<Buffer> {}
  return receiveDraft(draftsFolder, nothing(), { digests: [] });
}
