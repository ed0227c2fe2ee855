/** Reads a photo's file byte by byte as the bucket has it, and holds it against the hash by which it is named. */
import { AppError } from '../../edge/app-error.ts';

/** A key that names its bytes: `jobs/{job}/{photo}/{sha256}.{ext}`. */
const NAMED = /\/([0-9a-f]{64})\.[a-z]+$/;
/** Waits between tries without network, ms. */
const WAITS_MS = [1_000, 3_000, 8_000] as const;

export interface ReadFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Without network it is tried again, after a while; false: once. */
  readonly isPatient: boolean;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * @throws {AppError} when there is no network (`unavailable`), when it is refused (`access-denied`, `not-found`), or when it is not
 * the bytes that it is named by (`internal`)
 */
export async function readFile(url: string, { signal, isPatient, wait }: ReadOptions): Promise<ReadFile> {
  for (const ms of isPatient ? WAITS_MS : []) {
    try {
      return await readOnce(url, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError) || error.code !== 'unavailable') throw error;
      await wait(ms, signal);
    }
  }
  return readOnce(url, signal);
}

async function readOnce(url: string, signal: AbortSignal): Promise<ReadFile> {
  // Past every cache, the service worker's too: these would be filled with what is looked at once.
  const response = await fetch(url, { signal, cache: 'no-store' }).catch((cause: unknown) => {
    throw new AppError('unavailable', { cause });
  });
  if (response.status === 403) throw new AppError('access-denied');
  if (response.status === 404) throw new AppError('not-found');
  if (!response.ok) throw new AppError('unavailable');
  const bytes = await response.arrayBuffer().catch((cause: unknown) => {
    throw new AppError('unavailable', { cause });
  });
  const sha256 = await hashBytes(bytes);
  const named = NAMED.exec(new URL(url, location.origin).pathname)?.[1];
  if (named !== undefined && named !== sha256) throw new AppError('internal');
  return { bytes: new Uint8Array(bytes), sha256 };
}

export async function hashBytes(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
