/**
 * A key-value store of CloudFront: small texts that its functions read, changed as a whole by whoever knows its present
 * version. Kept in one file, replaced with each change. [Developer Guide, "Quotas on key value stores"]
 * Departure: a change is seen at once; at AWS it takes some seconds to be everywhere.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { DataFileError } from '../data-file-error.ts';
import { replaceFile } from '../durable-file.ts';
import { isRecord } from '../is-record.ts';

export interface StoreDefinition {
  readonly arn: string;
  readonly id: string;
  /** What is in it when it is made. */
  readonly initial: Readonly<Record<string, string>>;
}

export interface KeyValueChange {
  readonly puts?: Readonly<Record<string, string>>;
  readonly deletes?: readonly string[];
}

export interface StoreFacts {
  readonly arn: string;
  readonly id: string;
  /** Of the present version. */
  readonly etag: string;
  readonly itemCount: number;
  readonly totalBytes: number;
  readonly createdMs: number;
  readonly changedMs: number;
}

export interface EdgeKeyValueStore {
  readonly facts: StoreFacts;
  /** Null where there is no such key. */
  get(key: string): string | null;
  entries(): readonly (readonly [key: string, value: string])[];
  /**
   * Makes a change, or none of it.
   * @throws {StoreLimitError} when it is too large, or would make the store so
   * @throws {StaleVersionError} when `etag` is not that of the present version; null asks for none
   */
  change(change: KeyValueChange, etag: string | null): Promise<void>;
}

export const STORE_LIMITS = {
  keyBytes: 512,
  valueBytes: 1024,
  storeBytes: 5 * 1024 * 1024,
  changedKeys: 50,
  changedBytes: 3 * 1024 * 1024,
} as const;

export class StoreLimitError extends Error {
  override readonly name = 'StoreLimitError';
}

export class StaleVersionError extends Error {
  override readonly name = 'StaleVersionError';
}

interface Kept {
  readonly etag: string;
  readonly createdMs: number;
  readonly changedMs: number;
  readonly values: ReadonlyMap<string, string>;
}

export interface OpenStoreOptions {
  /** File of the store; made with the first change. */
  readonly path: string;
  readonly definition: StoreDefinition;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** @throws {DataFileError} when the file holds something else */
export function openKeyValueStore({ path, definition, now }: OpenStoreOptions): EdgeKeyValueStore {
  const { arn, id } = definition;
  let kept: Kept = existsSync(path) ? parseKept(readFileSync(path, 'utf8'), path) : createKept(definition, now());
  let last: Promise<void> = Promise.resolve();

  async function apply({ puts = {}, deletes = [] }: KeyValueChange, etag: string | null): Promise<void> {
    checkChange(puts, deletes);
    if (etag !== null && etag !== kept.etag) throw new StaleVersionError('the store has been changed meanwhile');
    const values = new Map([...kept.values, ...Object.entries(puts)]);
    for (const key of deletes) values.delete(key);
    if (countBytes(values) > STORE_LIMITS.storeBytes) throw new StoreLimitError('the store would be too large');
    const next = { etag: createEtag(), createdMs: kept.createdMs, changedMs: now(), values };
    await replaceFile(path, JSON.stringify({ ...next, values: [...values] }));
    kept = next;
  }

  return {
    get facts() {
      const { etag, createdMs, changedMs, values } = kept;
      return { arn, id, etag, createdMs, changedMs, itemCount: values.size, totalBytes: countBytes(values) };
    },
    get: (key) => kept.values.get(key) ?? null,
    entries: () => [...kept.values],
    change(change, etag) {
      const done = last.then(() => apply(change, etag));
      last = done.catch(() => undefined);
      return done;
    },
  };
}

function createKept({ initial }: StoreDefinition, nowMs: number): Kept {
  return { etag: createEtag(), createdMs: nowMs, changedMs: nowMs, values: new Map(Object.entries(initial)) };
}

function createEtag(): string {
  return `E${randomBytes(8).toString('hex').toUpperCase()}`;
}

function checkChange(puts: Readonly<Record<string, string>>, deletes: readonly string[]): void {
  const { keyBytes, valueBytes, changedKeys, changedBytes } = STORE_LIMITS;
  const keys = [...Object.keys(puts), ...deletes];
  if (keys.length === 0 || keys.length > changedKeys) throw new StoreLimitError(`1 to ${changedKeys} keys at once`);
  if (new Set(keys).size < keys.length) throw new StoreLimitError('a key is named twice');
  if (keys.some((key) => key === '' || Buffer.byteLength(key) > keyBytes)) {
    throw new StoreLimitError(`a key has 1 to ${keyBytes} bytes`);
  }
  if (Object.values(puts).some((value) => Buffer.byteLength(value) > valueBytes)) {
    throw new StoreLimitError(`a value has at most ${valueBytes} bytes`);
  }
  if (countBytes(Object.entries(puts)) > changedBytes) throw new StoreLimitError('too large a change');
}

function countBytes(entries: Iterable<readonly [string, string]>): number {
  let bytes = 0;
  for (const [key, value] of entries) bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  return bytes;
}

function parseKept(text: string, path: string): Kept {
  let found: unknown = null;
  try {
    found = JSON.parse(text);
  } catch {
    // Refused below.
  }
  const { etag, createdMs, changedMs, values } = isRecord(found) ? found : {};
  const isWhole = typeof etag === 'string' && typeof createdMs === 'number' && typeof changedMs === 'number';
  if (!isWhole || !Array.isArray(values)) throw new DataFileError(path, 'it is no key-value store');
  return { etag, createdMs, changedMs, values: new Map(values as [string, string][]) };
}
