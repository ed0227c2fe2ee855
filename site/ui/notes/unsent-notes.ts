/** Notes that were written on this phone and have not reached the edge: they wait for their writer, as photos do, whoever uses the phone meanwhile. */
import type { NewNote } from '../../../edge/note-api.ts';
import type { ProblemCode } from '../../../edge/problem.ts';
import type { NotedThing } from '../../api/notes-api.ts';

export interface UnsentNote extends NotedThing, NewNote {
  readonly subject: string;
  /** Why the edge will never take it like this; null: it waits for a connection. */
  readonly problem: ProblemCode | null;
}

/** Where they are kept. Not among the drafts, which go with whoever leaves the phone. */
export const UNSENT_NOTES = 'unsent-notes';

export interface UnsentNotes {
  /** Of one person, as they were written. */
  of(subject: string | undefined): readonly UnsentNote[];
  /** @throws {DOMException} when the browser has no room for it */
  keep(note: UnsentNote): void;
  drop(noteId: string): void;
}

export function createUnsentNotes(storage: Storage): UnsentNotes {
  const read = () => parseUnsent(storage.getItem(UNSENT_NOTES));
  const without = (noteId: string) => read().filter(({ note_id }) => note_id !== noteId);
  const write = (notes: readonly UnsentNote[]) => {
    if (notes.length === 0) storage.removeItem(UNSENT_NOTES);
    else storage.setItem(UNSENT_NOTES, JSON.stringify(notes));
  };
  return {
    of: (subject) => read().filter((note) => note.subject === subject),
    keep: (note) => write([...without(note.note_id), note]),
    drop: (noteId) => write(without(noteId)),
  };
}

function parseUnsent(text: string | null): readonly UnsentNote[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
