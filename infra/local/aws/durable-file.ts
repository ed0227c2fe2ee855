/** Files that outlive a power cut: written whole under another name, synced, renamed, and the folder synced. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Makes renames, new files and removals in a folder durable.
 * @throws {NodeJS.ErrnoException} when there is no such folder.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws {NodeJS.ErrnoException} when the file cannot be written. */
export async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new, never a mixture.
 * @throws {NodeJS.ErrnoException} when the folder cannot be written.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}`);
  try {
    await writeSynced(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Moves a finished file or folder to its place on the same file system, for good.
 * @throws {NodeJS.ErrnoException} when it cannot be moved.
 */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}
