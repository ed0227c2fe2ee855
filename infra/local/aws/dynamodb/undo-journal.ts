/**
 * What stood where a transaction writes, kept on the disk until all of it is written: a store whose process was killed
 * in between is put back at the next start. As little as dynalite's own writes does it outlive a power cut.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestFields } from './item-write.ts';

/** An item before the transaction. */
export interface ItemImage {
  readonly table: string;
  readonly key: RequestFields;
  /** Null where there was none. */
  readonly item: RequestFields | null;
}

export interface UndoJournal {
  write(images: readonly ItemImage[]): Promise<void>;
  clear(): Promise<void>;
  /** Of a transaction that did not end; empty when all have. */
  read(): Promise<readonly ItemImage[]>;
}

/** Without a folder there is nothing that could outlive the process. */
export function createUndoJournal(folder: string | undefined): UndoJournal {
  if (folder === undefined) return { write: async () => {}, clear: async () => {}, read: async () => [] };
  const path = join(folder, 'undo-transaction.json');
  return {
    async write(images) {
      await writeFile(`${path}.draft`, JSON.stringify(images));
      await rename(`${path}.draft`, path);
    },
    clear: () => rm(path, { force: true }),
    async read() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '[]';
        throw error;
      });
      return JSON.parse(text) as readonly ItemImage[];
    },
  };
}
