/** The small JSON files of a data folder. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Reads a file that holds a JSON object; null where there is none, or it holds something else.
 * @throws {NodeJS.ErrnoException} when it may not be read (`EACCES`).
 */
export function readJsonObject(path: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') throw error;
    return null;
  }
}

/** Whether there is no such file, and nothing that would hide one. */
export function isMissing(path: string): boolean {
  return !existsSync(path);
}

/**
 * Replaces a file as a whole: a reader sees the old content or the new, never a mixture.
 * @throws {NodeJS.ErrnoException} when the folder cannot be written.
 */
export async function replaceJsonFile(path: string, value: unknown): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}`);
  try {
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
