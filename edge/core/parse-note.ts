/** Reads a note as a client writes it, and the id of one that is taken back. */
import { countCharacters } from '../../origin/records.ts';
import { type NewNote, NOTE_LIMITS } from '../note-api.ts';
import { AppError, type WrongField } from '../problem.ts';
import { isObject } from './is-object.ts';

/** Control characters but line breaks, and the marks that turn the direction of the text around them. */
const UNWANTED = /(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu;

/** @throws {AppError} when fields are wrong: `bad-request`, with all of them */
export function parseNote(body: unknown): NewNote {
  const { note_id, text } = isObject(body) ? body : {};
  const noteId = parseNoteId(note_id);
  const cleaned = typeof text === 'string' ? cleanNote(text) : '';
  const errors: WrongField[] = [];
  if (noteId === null) errors.push({ pointer: '/note_id', detail: NOTE_ID_RULE });
  if (cleaned === '' || countCharacters(cleaned) > NOTE_LIMITS.maxLength) {
    errors.push({ pointer: '/text', detail: `Must be text of 1 to ${NOTE_LIMITS.maxLength} characters.` });
  }
  if (noteId === null || errors.length > 0) throw new AppError('bad-request', { errors });
  return { note_id: noteId, text: cleaned };
}

/** @throws {AppError} when there is none: `bad-request` */
export function parseNoteQuery(query: URLSearchParams): string {
  const noteId = parseNoteId(query.get('note_id'));
  if (noteId !== null) return noteId;
  throw new AppError('bad-request', { errors: [{ pointer: '?note_id', detail: NOTE_ID_RULE }] });
}

const NOTE_ID_RULE = 'Must be 8 to 64 of A-Z, a-z, 0-9, "-" and "_".';

function parseNoteId(value: unknown): string | null {
  return typeof value === 'string' && NOTE_LIMITS.noteId.test(value) ? value : null;
}

function cleanNote(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(UNWANTED, ' ')
    .trim();
}
