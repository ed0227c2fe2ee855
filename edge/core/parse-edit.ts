/** Reads what PATCH /photos/{photo_id} is asked for: a title, a stage, or both, and the revision that they are for. */
import { LIMITS, type PhotoEdit, STAGES } from '../api.ts';
import { AppError, type WrongField } from '../problem.ts';
import { parseTitle } from './parse-captures.ts';

/** @throws {AppError} when fields are wrong: `bad-request`, with all of them */
export function parseEdit(body: unknown): PhotoEdit {
  const { title, stage }: { title?: unknown; stage?: unknown } = typeof body === 'object' && body !== null ? body : {};
  const errors: WrongField[] = [];
  const newTitle = title === null ? '' : parseTitle(title);
  const newStage = STAGES.find((known) => known === stage) ?? null;
  if (title === undefined && stage === undefined) {
    errors.push({ pointer: '', detail: 'The body must be an object with a title, a stage, or both.' });
  }
  if (title !== undefined && newTitle === null) {
    errors.push({ pointer: '/title', detail: `Must be text of at most ${LIMITS.maxTitleLength} characters, or null.` });
  }
  if (stage !== undefined && stage !== null && newStage === null) {
    errors.push({ pointer: '/stage', detail: `Must be one of ${STAGES.join(', ')}, or null.` });
  }
  if (errors.length > 0) throw new AppError('bad-request', { errors });
  return {
    ...(title === undefined ? {} : { title: newTitle || null }),
    ...(stage === undefined ? {} : { stage: newStage }),
  };
}

/**
 * Reads the revision in an If-Match header, with or without its quotes.
 * @throws {AppError} when there is none: `bad-request`
 */
export function parseRevision(ifMatch: string | null): number {
  const [, digits] = /^(?:W\/)?"?(\d{1,15})"?$/.exec(ifMatch?.trim() ?? '') ?? [];
  if (digits !== undefined) return Number(digits);
  const detail = 'The header If-Match must hold the revision of the photo that was edited, such as "3".';
  throw new AppError('bad-request', { errors: [{ pointer: 'If-Match', detail }] });
}
