/** The edge's cache: whole responses in memory, the least recently used given up first. */
import type { EdgeErrorCode } from './edge-failure.ts';
import type { CloudFrontResponse } from './edge-message.ts';

/** A response whose content is at hand. */
export interface StoredResponse extends CloudFrontResponse {
  readonly body: Buffer | null;
}

export interface CacheEntry {
  readonly response: StoredResponse;
  /** Set where CloudFront itself made the response: the origin, or the function in its place, has failed. */
  readonly failure?: EdgeErrorCode;
  /** Unix milliseconds: when the origin gave or confirmed it. */
  readonly storedAtMs: number;
  readonly ttlSeconds: number;
}

export interface EdgeCache {
  get(key: string): CacheEntry | null;
  put(key: string, entry: CacheEntry): void;
  clear(): void;
}

/** Largest content that is kept, bytes. Departure: CloudFront keeps up to 50 GB. */
export const MAX_KEPT_BYTES = 16 * 1024 * 1024;
const DEFAULT_CAPACITY_BYTES = 128 * 1024 * 1024;
/** What an entry takes besides its content, roughly. */
const ENTRY_OVERHEAD_BYTES = 2048;

/** @param capacityBytes Bound on everything that is kept. */
export function createEdgeCache(capacityBytes = DEFAULT_CAPACITY_BYTES): EdgeCache {
  const entries = new Map<string, CacheEntry>();
  let usedBytes = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    usedBytes -= sizeOf(entry);
  }

  return {
    get(key) {
      const entry = entries.get(key) ?? null;
      if (entry) {
        entries.delete(key);
        entries.set(key, entry);
      }
      return entry;
    },
    put(key, entry) {
      drop(key);
      entries.set(key, entry);
      usedBytes += sizeOf(entry);
      for (const oldest of entries.keys()) {
        if (usedBytes <= capacityBytes) break;
        drop(oldest);
      }
    },
    clear() {
      entries.clear();
      usedBytes = 0;
    },
  };
}

function sizeOf({ response }: CacheEntry): number {
  return (response.body?.length ?? 0) + ENTRY_OVERHEAD_BYTES;
}

export function isFresh({ storedAtMs, ttlSeconds }: CacheEntry, nowMs: number): boolean {
  return nowMs < storedAtMs + ttlSeconds * 1000;
}

export function ageSeconds({ storedAtMs }: CacheEntry, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - storedAtMs) / 1000));
}
