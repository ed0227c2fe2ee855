/**
 * dynalite reads a range by an iterator of its store, and at the end calls the iterator's `return`, as generators have one; those of
 * abstract-level have `close` instead. So none was ever closed: each query left an iterator with its view of the store, 45 KB of memory,
 * for as long as the process was.
 */
import { createRequire } from 'node:module';

interface StoreIterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}

export interface IteratorClasses {
  readonly AbstractKeyIterator: { readonly prototype: StoreIterator };
  readonly AbstractValueIterator: { readonly prototype: StoreIterator };
}

/** The classes of which dynalite's own store makes its iterators. */
export function loadIteratorClasses(): IteratorClasses {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  return createRequire(ofDynalite.resolve('level'))('abstract-level') as IteratorClasses;
}

/** Has the iterators closed of every store that is opened from now on; a second call changes nothing. */
export function closeIteratorsAtTheirEnd({ AbstractKeyIterator, AbstractValueIterator }: IteratorClasses): void {
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return = function (this: StoreIterator) {
      return this.close();
    };
  }
}
