import { describe, expect, it } from 'vitest';
import { AppError, type ProblemCode } from '../../../../edge/problem.ts';
import { createNoteSender } from '../../../../site/ui/notes/note-sender.ts';
import { createUnsentNotes, UNSENT_NOTES, type UnsentNote } from '../../../../site/ui/notes/unsent-notes.ts';

const toNote = (id: string, more: Partial<UnsentNote> = {}): UnsentNote => ({
  ...{ jobId: 'j-1', photoId: null, note_id: id, text: `Text of ${id}`, subject: 'worker-1', problem: null },
  ...more,
});

function open(...waiting: readonly UnsentNote[]) {
  const items = new Map<string, string>([[UNSENT_NOTES, JSON.stringify(waiting)]]);
  const storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as unknown as Storage;
  const unsent = createUnsentNotes(storage);
  const refusals = new Map<string, ProblemCode>();
  const asked: string[] = [];
  const again: (() => void)[] = [];
  const told = { sent: [] as string[], kept: 0 };
  const send = createNoteSender({
    api: {
      async add(_thing, { note_id }) {
        asked.push(note_id);
        const code = refusals.get(note_id);
        if (code) throw new AppError(code);
        return { job_id: 'j-1', notes: [] };
      },
    },
    unsent,
    subject: () => 'worker-1',
    onSent: ({ jobId }) => void told.sent.push(jobId),
    onKept: () => {
      told.kept += 1;
    },
    later: (call) => void again.push(call),
  });
  return { items, unsent, refusals, asked, again, told, send };
}

describe('createNoteSender', () => {
  it('sends what waits in its order, and keeps nothing of it', async () => {
    const { items, asked, told, send } = open(toNote('note-one'), toNote('note-two'));
    await send();
    expect([asked, told.sent, items.size]).toEqual([['note-one', 'note-two'], ['j-1', 'j-1'], 0]);
  });

  it.each(['unavailable', 'token-expired', 'internal'] as const)(
    'keeps it at %s, and sends the same note again',
    async (code) => {
      const { unsent, refusals, asked, again, send } = open(toNote('note-one'));
      refusals.set('note-one', code);
      await Promise.all([send(), send()]);
      expect([asked, unsent.of('worker-1'), again.length]).toEqual([['note-one'], [toNote('note-one')], 1]);
      refusals.clear();
      again[0]?.();
      await send();
      await expect.poll(() => unsent.of('worker-1')).toEqual([]);
      expect(asked).toEqual(['note-one', 'note-one']);
    },
  );

  it.each(['not-found', 'access-denied', 'notes-full'] as const)(
    'says why at %s, keeps the text, and sends the next',
    async (problem) => {
      const { unsent, refusals, told, again, send } = open(toNote('note-one'), toNote('note-two'));
      refusals.set('note-one', problem);
      await send();
      expect(unsent.of('worker-1')).toEqual([toNote('note-one', { problem })]);
      expect([told.sent.length, told.kept, again.length]).toEqual([1, 1, 0]);
    },
  );

  it('leaves those of somebody else for them', async () => {
    const theirs = toNote('note-theirs', { subject: 'worker-2' });
    const { unsent, asked, send } = open(theirs, toNote('note-mine'));
    await send();
    expect([asked, unsent.of('worker-2')]).toEqual([['note-mine'], [theirs]]);
  });

  it('begins anew where another script left something else in its place', async () => {
    const { items, unsent, asked, send } = open();
    items.set(UNSENT_NOTES, '{"no');
    await send();
    unsent.keep(toNote('note-one'));
    expect([asked, unsent.of('worker-1').length]).toEqual([[], 1]);
  });
});
