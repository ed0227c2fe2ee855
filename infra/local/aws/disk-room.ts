/**
 * Whether the disk still has room. Writes are refused a little before it is full: LevelDB, below DynamoDB, ends its process
 * or loses its place when a write breaks off, and reads and what is under way need some room too.
 */
import { statfsSync } from 'node:fs';

export interface DiskRoom {
  /** @throws {NodeJS.ErrnoException} when there is too little (`ENOSPC`). */
  check(): void;
}

export interface DiskRoomOptions {
  /** What is kept free, bytes. */
  readonly reserveBytes?: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** Tells how many bytes the folder's disk has free. */
  readonly readFreeBytes?: (folder: string) => number;
}

export const RESERVE_BYTES = 16 * 1024 * 1024;
/** In that time whoever fills it must not get through the reserve. */
const ASK_EVERY_MS = 10;

export function createDiskRoom(folder: string, options: DiskRoomOptions = {}): DiskRoom {
  const { reserveBytes = RESERVE_BYTES, now = Date.now, readFreeBytes = statFreeBytes } = options;
  let asked = { atMs: Number.NEGATIVE_INFINITY, isShort: false };
  return {
    check() {
      const atMs = now();
      if (atMs - asked.atMs >= ASK_EVERY_MS) asked = { atMs, isShort: readFreeBytes(folder) < reserveBytes };
      if (!asked.isShort) return;
      throw Object.assign(new Error(`ENOSPC: no space left on device, less than ${reserveBytes} bytes at ${folder}`), {
        code: 'ENOSPC',
        path: folder,
      });
    },
  };
}

/** Of a service that is told of no disk. */
export const ENDLESS_ROOM: DiskRoom = { check: () => undefined };

function statFreeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
