/**
 * What a failure of the machine under a run means to the person at the keyboard, in one sentence: a full disk, a file of
 * somebody else's, a damaged one.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isJsonObject } from './json-file.ts';
import { RunError } from './run-error.ts';

/** By the codes of Node's errors, and the result codes of SQLite (sqlite.org/rescode.html). */
const REASONS: Readonly<Record<string, Reason>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  13: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  8: 'denied',
  14: 'denied',
  11: 'damaged',
  26: 'damaged',
  LEVEL_CORRUPTION: 'damaged',
};

type Reason = 'full' | 'denied' | 'damaged';

/**
 * Makes the sentence; null where the failure is of another kind.
 * @param path What was being opened, where the error does not name it.
 */
export function explainFailure(error: unknown, path: string): RunError | null {
  const reason = findReason(error);
  const named = isJsonObject(error) && typeof error.path === 'string' ? error.path : path;
  switch (reason) {
    case 'full':
      return new RunError(`The disk of ${named} is full: make room and start again. What was acknowledged is kept.`);
    case 'denied':
      return new RunError(formatDenied(named));
    case 'damaged':
      return new RunError(formatDamaged(named));
    default:
      return null;
  }
}

export function formatDamaged(path: string): string {
  return `${path} is damaged: put a copy of it back, or start with --fresh, which empties the data folder.`;
}

/** Says whose it is: of the file itself, or of the folder that keeps this user out. */
export function formatDenied(path: string): string {
  const owner = findOwner(path);
  const isForeign = owner !== null && process.getuid !== undefined && owner.uid !== process.getuid();
  if (!isForeign) return `${path} may not be read or written by this user: see its permissions.`;
  return `${owner.path} belongs to another user of this machine (uid ${owner.uid}): do this as that user, or give --data a folder of your own.`;
}

/** Whether a failure, or the line that tells of one, is that of a full disk. */
export function isDiskFull(error: unknown): boolean {
  return typeof error === 'string' ? DISK_FULL.test(error) : findReason(error) === 'full';
}

const DISK_FULL = /\b(?:ENOSPC|EDQUOT)\b|no space left on device|database or disk is full/i;

function findReason(error: unknown): Reason | null {
  if (!isJsonObject(error)) return null;
  const own = REASONS[String(error.errcode)] ?? REASONS[String(error.code)];
  if (own) return own;
  if (error.cause !== undefined && findReason(error.cause)) return findReason(error.cause);
  if (!(error instanceof Error)) return null;
  if (DISK_FULL.test(error.message)) return 'full';
  // LevelDB tells it in words alone.
  if (/permission denied/i.test(error.message)) return 'denied';
  return error.name === 'DataFileError' ? 'damaged' : null;
}

function findOwner(path: string): { readonly path: string; readonly uid: number } | null {
  try {
    return { path, uid: statSync(path).uid };
  } catch {
    // Not there, or behind a folder that may not be entered.
    return dirname(path) === path ? null : findOwner(dirname(path));
  }
}
