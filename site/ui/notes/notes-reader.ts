/** Reads the notes of the one thing that is looked at, anew each time that they are opened. */
import type { NoteList } from '../../../edge/note-api.ts';
import type { NotedThing, NotesApi } from '../../api/notes-api.ts';
import type { NotesFound } from './notes-sheet.ts';

export interface NotesReader {
  find(thing: NotedThing): NotesFound;
  /** What the edge has just said of it. */
  take(thing: NotedThing, list: NoteList): void;
  forget(): void;
}

export function createNotesReader(api: Pick<NotesApi, 'list'>, onRead: () => void): NotesReader {
  let opened: { readonly key: string; found: NotesFound } | null = null;
  return {
    find(thing) {
      const key = toThingKey(thing);
      if (opened?.key === key) return opened.found;
      const asked = { key, found: { notes: null, hasFailed: false } as NotesFound };
      opened = asked;
      const take = (found: NotesFound) => {
        // What was written meanwhile is the later word.
        if (!asked.found.notes) asked.found = found;
        onRead();
      };
      void api.list(thing).then(
        ({ notes }) => take({ notes, hasFailed: false }),
        () => take({ notes: null, hasFailed: true }),
      );
      return asked.found;
    },
    take(thing, { notes }) {
      if (opened?.key === toThingKey(thing)) opened.found = { notes, hasFailed: false };
    },
    forget() {
      opened = null;
    },
  };
}

export function toThingKey({ jobId, photoId }: NotedThing): string {
  return `${jobId} ${photoId ?? ''}`;
}
