/** What writing a note, or taking one back, makes of the notes that stand. */
import type { Note } from '../../origin/notes.ts';
import { type NewNote, NOTE_LIMITS, type NoteList } from '../note-api.ts';
import { AppError } from '../problem.ts';
import type { NotesPlan } from './ports.ts';
import type { Action, Principal } from './principal.ts';

interface NoteWriter {
  readonly principal: Pick<Principal, 'subject' | 'name'>;
  readonly now: Date;
}

/**
 * The plan of a note. Null from it: the same note is there already, be it taken back since. The plan refuses what there is no room for
 * (`notes-full`), and the id of somebody else's note (`bad-request`).
 */
export function planNote({ note_id, text }: NewNote, { principal, now }: NoteWriter): NotesPlan {
  return (notes) => {
    const known = notes.find((note) => note.note_id === note_id);
    if (known?.by === principal.subject) return null;
    if (known) throw new AppError('bad-request', { errors: [{ pointer: '/note_id', detail: 'Is another note.' }] });
    const written = { note_id, text, at: now.toISOString(), by: principal.subject, by_name: principal.name };
    const all = [...notes, written];
    const bytes = all.reduce((sum, note) => sum + Buffer.byteLength(note.text ?? ''), 0);
    if (all.length > NOTE_LIMITS.maxNotes || bytes > NOTE_LIMITS.maxBytes) throw new AppError('notes-full');
    return { notes: all, note: written };
  };
}

interface NoteTaker {
  readonly principal: Pick<Principal, 'subject'>;
  readonly actions: readonly Action[];
}

/**
 * The plan of taking one back. Null from it: it was taken back before. The plan refuses a note that there is not (`not-found`), or that
 * is not the caller's (`access-denied`).
 */
export function planTakingBack(noteId: string, taker: NoteTaker): NotesPlan {
  return (notes) => {
    const note = notes.find(({ note_id }) => note_id === noteId);
    if (!note) throw new AppError('not-found');
    if (!mayTakeBack(note, taker)) throw new AppError('access-denied');
    if (note.text === null) return null;
    return { notes: notes.map((each) => (each === note ? { ...note, text: null } : each)), note };
  };
}

/** Who wrote it may, and the office. */
function mayTakeBack({ by }: Note, { principal, actions }: NoteTaker): boolean {
  return by === principal.subject || actions.includes('delete');
}

export function listStanding(notes: readonly Note[], taker: NoteTaker): NoteList['notes'] {
  return notes.flatMap((note) => {
    const { note_id, text, at, by, by_name } = note;
    if (text === null) return [];
    return [{ note_id, text, at, by, by_name, ...(mayTakeBack(note, taker) ? { may_take_back: true } : {}) }];
  });
}
