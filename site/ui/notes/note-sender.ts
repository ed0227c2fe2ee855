/** Sends the notes that wait, one after the other: as soon as there is a connection, be it after a reload. */
import type { NoteList } from '../../../edge/note-api.ts';
import type { NotedThing, NotesApi } from '../../api/notes-api.ts';
import { toProblemCode } from '../listings/listings.ts';
import type { UnsentNote, UnsentNotes } from './unsent-notes.ts';

/** The same note would be refused again. Whatever else is said of one passes. */
const FOR_GOOD = ['bad-request', 'access-denied', 'not-found', 'notes-full', 'method-not-allowed'];
const AGAIN_MS = 20_000;

export interface NoteSenderOptions {
  readonly api: Pick<NotesApi, 'add'>;
  readonly unsent: UnsentNotes;
  subject(): string | undefined;
  onSent(thing: NotedThing, list: NoteList): void;
  /** Of one that could not be sent now, or never can be. */
  onKept(): void;
  /** Calls once, after so long. */
  later(call: () => void, ms: number): void;
}

/** Returns what sends all that wait; called while it does so, it does nothing. */
export function createNoteSender({ api, unsent, onSent, ...options }: NoteSenderOptions): () => Promise<void> {
  let isSending = false;
  let isAwaited = false;
  const next = () => unsent.of(options.subject()).find(({ problem }) => problem === null);
  const sendAll = async () => {
    for (let note = next(); note; note = next()) {
      try {
        const list = await api.add(note, note);
        unsent.drop(note.note_id);
        onSent(note, list);
      } catch (error) {
        if (!keepFor(note, error)) return tryLater();
      }
    }
  };
  const keepFor = (note: UnsentNote, error: unknown) => {
    const problem = toProblemCode(error);
    const isForGood = FOR_GOOD.includes(problem);
    if (isForGood) unsent.keep({ ...note, problem });
    options.onKept();
    return isForGood;
  };
  const tryLater = () => {
    if (isAwaited) return;
    isAwaited = true;
    options.later(() => {
      isAwaited = false;
      void send();
    }, AGAIN_MS);
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    await sendAll().finally(() => {
      isSending = false;
    });
  };
  return send;
}
