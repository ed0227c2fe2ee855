/** The edge's routes of notes. Loaded when they are needed. */
import { ROUTES } from '../../edge/api.ts';
import type { NewNote, NoteList } from '../../edge/note-api.ts';
import type { Api } from '../phone.ts';
import { readWith } from './read-with.ts';

/** On what notes are: a photo, or the job itself. */
export interface NotedThing {
  readonly jobId: string;
  readonly photoId: string | null;
}

/** Every method rejects with an AppError, and responds with all notes that stand. */
export interface NotesApi {
  list(thing: NotedThing): Promise<NoteList>;
  add(thing: NotedThing, note: NewNote): Promise<NoteList>;
  takeBack(thing: NotedThing, noteId: string): Promise<NoteList>;
}

export function createNotesApi({ ask }: Pick<Api, 'ask'>): NotesApi {
  const send = async ({ jobId, photoId }: NotedThing, init: RequestInit, note_id?: string) => {
    const query = new URLSearchParams({ job_id: jobId, ...(note_id && { note_id }) });
    const response = await ask(`${ROUTES.photos}${photoId ? `/${photoId}` : ''}/notes?${query}`, init);
    return (await readWith(response, 'notes')) as unknown as NoteList;
  };
  return {
    list: (thing) => send(thing, {}),
    add: (thing, { note_id, text }) =>
      send(thing, {
        method: 'POST',
        body: JSON.stringify({ note_id, text }),
        headers: { 'content-type': 'application/json' },
      }),
    takeBack: (thing, noteId) => send(thing, { method: 'DELETE' }, noteId),
  };
}
