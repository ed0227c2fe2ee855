import { describe, expect, it } from 'vitest';
import type { TicketRequest } from '../../../edge/api.ts';
import { AppError } from '../../../edge/problem.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { FirstLooks } from '../../../site/sender/first-looks.ts';
import { someEntry } from '../outbox/some-entry.ts';

const jpeg = new Uint8Array([1, 2, 3]).buffer;

/** An edge that responds when it is told to, and what it was asked. */
function createRig() {
  const asked: { readonly subject: string; readonly request: TicketRequest }[] = [];
  const responses: { respond(): void; refuse(): void }[] = [];
  const looks = new FirstLooks({
    announce: (subject, request) =>
      new Promise<void>((resolve, reject) => {
        asked.push({ subject, request });
        responses.push({ respond: resolve, refuse: () => reject(new AppError('unavailable')) });
      }),
  });
  const note = (id: string, change: Partial<StoredEntry> = {}, look: ArrayBuffer | null = jpeg) =>
    looks.note({ entry: someEntry({ id, ...change }), type: 'image/jpeg', jpeg: look });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    asked,
    responses,
    looks,
    note,
    settle,
    ids: () => asked.map(({ request }) => request.photos.map(({ id }) => id)),
  };
}

describe('FirstLooks', () => {
  it('tells of the first at once, with its stage', () => {
    const { asked, note } = createRig();
    note('a', { stage: 'damage', originalBytes: 70 });
    const photos = [{ id: 'a', type: 'image/jpeg', size: 70, stage: 'damage', first_look: 'AQID' }];
    expect(asked).toEqual([{ subject: 'worker', request: { job_id: 'j-1', photos } }]);
  });

  it('has two requests under way at most; the next brings all that were drawn meanwhile, of one job and person', async () => {
    const { responses, note, settle, ids } = createRig();
    for (const id of ['a', 'b', 'c']) note(id);
    note('d', { jobId: 'j-2' });
    note('e', { subject: 'other' });
    note('f');
    expect(ids()).toEqual([['a'], ['b']]);
    for (const index of [0, 1, 2]) {
      responses[index]?.respond();
      await settle();
    }
    expect(ids()).toEqual([['a'], ['b'], ['c', 'f'], ['d'], ['e']]);
  });

  it('brings 20 in a request, and not 21', async () => {
    const { responses, note, settle, ids } = createRig();
    for (let index = 0; index < 23; index += 1) note(`photo-${index}`);
    responses[0]?.respond();
    await settle();
    expect(ids().map(({ length }) => length)).toEqual([1, 1, 20]);
  });

  it('tells of none twice, of none that has a ticket, and of none that is too large to be sent', () => {
    const { note, ids, looks } = createRig();
    note('a');
    note('a');
    note('b', { photoId: 'a-photo' });
    note('c', { originalBytes: 50 * 1024 * 1024 + 1 });
    expect(ids()).toEqual([['a']]);
    expect(['a', 'b', 'c'].map((id) => looks.isTold(id))).toEqual([true, false, false]);
  });

  it('tells the office of one that has no look as well, once, and of its look when there is one', async () => {
    const { asked, responses, note, settle, looks } = createRig();
    note('a', { originalBytes: 70 }, null);
    note('a', { originalBytes: 70 }, null);
    expect(asked.map(({ request }) => request.photos)).toEqual([[{ id: 'a', type: 'image/jpeg', size: 70 }]]);
    expect(looks.isTold('a')).toBe(false);
    responses[0]?.respond();
    await settle();
    note('a', { originalBytes: 70 });
    expect(asked[1]?.request.photos).toMatchObject([{ id: 'a', first_look: 'AQID' }]);
    expect(looks.isTold('a')).toBe(true);
  });

  it('leaves one that was not told to the request for its ticket', async () => {
    const { responses, note, settle, looks } = createRig();
    note('a');
    responses[0]?.refuse();
    await settle();
    expect(looks.isTold('a')).toBe(false);
  });
});
