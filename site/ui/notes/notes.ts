/** Notes on a photo and on a job. Loaded when they are opened, and where some wait on this phone. */
import { html, type TemplateResult } from 'lit-html';
import type { NoteList } from '../../../edge/note-api.ts';
import { createNotesApi, type NotedThing, type NotesApi } from '../../api/notes-api.ts';
import { attempt } from '../actions/tell-problem.ts';
import type { FurtherPart, LazyContext, LazyView } from '../context.ts';
import { sheet } from '../shell/sheet.ts';
import { createNoteSender } from './note-sender.ts';
import { createNotesReader, type NotesReader, toThingKey } from './notes-reader.ts';
import { notesSheet } from './notes-sheet.ts';
import { createUnsentNotes, type UnsentNote, type UnsentNotes } from './unsent-notes.ts';

/** By how it begins, whoever leaves the phone lets go of it (capture/capture-draft.ts). */
const DRAFT = 'draft-note ';

interface NoteTools {
  readonly context: LazyContext;
  readonly api: NotesApi;
  readonly unsent: UnsentNotes;
  readonly reader: NotesReader;
  /** After something has become of them. */
  drawAgain(): void;
  send(): void;
  take(thing: NotedThing, list: NoteList): void;
}

export function createNotes(context: LazyContext): FurtherPart {
  const { phone, store, listings, pollers } = context;
  const api = createNotesApi(phone.api);
  const unsent = createUnsentNotes(localStorage);
  const subject = () => store.get().session.user?.subject;
  const drawAgain = () => store.update({ unsentNotes: unsent.of(subject()).length });
  const reader = createNotesReader(api, drawAgain);
  const take = (thing: NotedThing, list: NoteList) => {
    reader.take(thing, list);
    listings.noteChange(thing.jobId);
    pollers.refreshAlbum();
    drawAgain();
  };
  const sendAll = createNoteSender({
    ...{ api, unsent, subject, onSent: take, onKept: drawAgain },
    later: (call, ms) => void setTimeout(call, ms),
  });
  const send = () => void sendAll();
  for (const hint of ['online', 'focus']) addEventListener(hint, send);
  store.subscribe(({ dialog, session }, before) => {
    if (dialog?.kind !== 'notes') reader.forget();
    if (session.user?.subject !== before.session.user?.subject) drawAgain();
  });
  send();
  const tools = { context, api, unsent, reader, drawAgain, send, take };
  return { draw: (view) => drawNotes(view, tools) };
}

function drawNotes(view: LazyView, tools: NoteTools): TemplateResult {
  const { dialog, words, session } = view;
  if (dialog?.kind !== 'notes') return html``;
  const { jobId, photoId } = dialog;
  const { api, unsent, reader, context } = tools;
  const thing = { jobId, photoId };
  const draft = DRAFT + toThingKey(thing);
  const isHere = (note: UnsentNote) => (photoId ? note.photoId === photoId : note.jobId === jobId);
  const body = notesSheet({
    ...{ view, say: words.say, found: reader.find(thing) },
    waiting: unsent.of(session.user?.subject).filter(isHere),
    draft: sessionStorage.getItem(draft) ?? '',
    type: (text) => sessionStorage.setItem(draft, text),
    write(text) {
      const note = {
        ...thing,
        note_id: crypto.randomUUID(),
        text,
        subject: session.user?.subject ?? '',
        problem: null,
      };
      keep(note, tools);
      sessionStorage.removeItem(draft);
    },
    // A photo may be in this job now.
    sendAgain: (note) => keep({ ...note, ...(photoId && thing), problem: null }, tools),
    letGo({ note_id }) {
      unsent.drop(note_id);
      tools.drawAgain();
    },
    takeBack: ({ note_id }) =>
      attempt(
        context.store,
        api.takeBack(thing, note_id).then((list) => tools.take(thing, list)),
      ),
  });
  return sheet(words.say(photoId ? 'notes.photo' : 'notes.job'), body, view);
}

/** @throws {DOMException} when the browser has no room for it */
function keep(note: UnsentNote, { unsent, drawAgain, send }: NoteTools): void {
  unsent.keep(note);
  drawAgain();
  send();
}
