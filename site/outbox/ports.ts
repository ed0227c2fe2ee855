/** What the outbox is made of, as its users see it. */
import type { KeptBytes, StoredEntry } from './stored-entry.ts';

/** Entries and their bytes, shared by all tabs and the service worker. */
export interface EntryStore {
  /** Oldest first. */
  list(subject: string): Promise<readonly StoredEntry[]>;
  /** Of everybody who used this phone, oldest first. */
  listAll(): Promise<readonly StoredEntry[]>;
  get(id: string): Promise<StoredEntry | undefined>;
  /**
   * Keeps entry and original in one durable transaction, and reads the original back before anybody hears of it; false if
   * both are already there (then nothing changed). @param sha256 of `original`, hex
   * @throws {DOMException} when it cannot be kept, or reads otherwise
   */
  add(entry: StoredEntry, original: ArrayBuffer, sha256: string): Promise<boolean>;
  /** Changes an entry as it stands now, in one transaction; undefined if it has gone. `bytes` are put beside it. */
  update(
    id: string,
    change: (entry: StoredEntry) => StoredEntry,
    bytes?: VariantBytes,
  ): Promise<StoredEntry | undefined>;
  /** False if it had gone: of several who remove an entry at the same time, one did it. */
  remove(id: string): Promise<boolean>;
  readBytes(id: string, variant: KeptBytes): Promise<ArrayBuffer | undefined>;
}

export type VariantBytes = Partial<Readonly<Record<KeptBytes, ArrayBuffer>>>;

/** Copies that a phone draws. */
export interface Shrunk {
  readonly working: ArrayBuffer;
  readonly preview: ArrayBuffer;
  /** The file ends before it should: the copies show what is there. */
  readonly isCutOff?: boolean;
}

/**
 * Draws smaller JPEGs, upright. Null: it cannot decode the picture, or does not trust what it drew. `onLook` is given the first look
 * (some 240 px and 4 KB) as soon as it is drawn; never, where it cannot be so small.
 */
export type Shrink = (original: ArrayBuffer, onLook?: (jpeg: ArrayBuffer) => void) => Promise<Shrunk | null>;

/** Draws the first look and nothing else; null where there is none. */
export type DrawLook = (original: ArrayBuffer) => Promise<ArrayBuffer | null>;

/** Names the picture whose first look is being drawn, for the page that comes after this one has died of it. */
export interface LookMark {
  get(): string | null;
  set(id: string | null): void;
}

/** SHA-256, hex. */
export type Hash = (bytes: ArrayBuffer) => Promise<string>;
