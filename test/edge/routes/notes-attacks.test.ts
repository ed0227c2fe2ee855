import { describe, expect } from 'vitest';
import { mintToken, NOW } from '../issuer.ts';
import { toFragment } from '../link-test.ts';
import { numberedPhotoId } from '../records.ts';
import { NOTED_ID as ID, notesTest as it, PATHS, PHOTO_PATH } from './notes-test.ts';

describe('attack: notes', () => {
  it.for(PATHS)(
    'on %s are read and written by no customer, and none sees that there are any',
    async ([, path], { edge, ask, write, customer }) => {
      await write(path, 'note-hidden');
      const narrow = await mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'], scope: 'view upload' });
      for (const token of [customer, narrow]) {
        const tries = [
          await ask('GET', path, { token }),
          await write(path, 'note-theirs', 'Mine', token),
          await ask('DELETE', path, { token, more: '&note_id=note-hidden' }),
        ];
        expect(tries.map(({ status, body }) => [status, body.code])).toEqual(tries.map(() => [403, 'access-denied']));
        const shown = [
          await edge.ask('/photos?job_id=j-1', { token }),
          await edge.ask(`/photos?job_id=j-1&ids=${ID}`, { token }),
          await edge.ask('/jobs', { token }),
        ];
        for (const { status, text } of shown) expect([status, text.includes('note')]).toEqual([200, false]);
      }
    },
  );

  it.for(PATHS)(
    'on %s: a customer’s link opens none of their routes, and shows none',
    async ([, path], { edge, ask, write, worker }) => {
      await write(path, 'note-hidden');
      const link = { job_id: 'j-1', name: 'Maria', may: 'add' };
      const made = await edge.ask('/links', { method: 'POST', token: worker, body: link });
      const opened = await edge.ask('/links/open', { method: 'POST', body: { secret: toFragment(made.body.url) } });
      const { token } = opened.body;
      const tries = [await ask('GET', path, { token }), await write(path, 'note-theirs', 'Mine', token)];
      expect(tries.map(({ status }) => status >= 400)).toEqual([true, true]);
      const { status, text } = await edge.ask('/photos?job_id=j-1', { token });
      expect([status, text.includes('note')]).toEqual([200, false]);
    },
  );

  it('reach a photo of another job neither by one’s own job nor by that one', async ({ ask, write, world }) => {
    const path = `/photos/${numberedPhotoId(9)}/notes`;
    expect((await write(path, 'note-astray')).status).toBe(404);
    expect((await ask('POST', path, { job: 'j-theirs', body: { note_id: 'note-astray', text: 'x' } })).status).toBe(
      403,
    );
    expect((await ask('GET', '/photos/notes', { job: 'j-theirs' })).status).toBe(403);
    expect(await world.rows('j-theirs', 'NOTES')).toEqual([]);
  });

  it('take nobody else’s id, and no name or time from the caller', async ({ ask, write }) => {
    await write(PHOTO_PATH, 'note-mine');
    const other = await mintToken({ sub: 'worker-2', name: 'Nadia' });
    expect((await write(PHOTO_PATH, 'note-mine', 'Forged', other)).body.code).toBe('bad-request');
    const forged = {
      note_id: 'note-forged',
      text: 'x',
      by: 'worker-1',
      by_name: 'Wes',
      at: '2020-01-01T00:00:00.000Z',
    };
    const { body } = await ask('POST', PHOTO_PATH, { body: forged, token: other });
    expect(body.notes.at(-1)).toMatchObject({ by: 'worker-2', by_name: 'Nadia', at: NOW.toISOString() });
  });
});
