import { describe, expect } from 'vitest';
import { NOTE_LIMITS } from '../../../edge/note-api.ts';
import { formatNotesKey } from '../../../origin/notes.ts';
import { mintToken, NOW } from '../issuer.ts';
import { NOTED_ID as ID, notesTest as it, JOB_PATH, ON_JOB, ON_PHOTO, PATHS, PHOTO_PATH } from './notes-test.ts';

describe('POST notes', () => {
  it.for(PATHS)(
    'on %s: who and when by the edge, in row and file, counted, logged, and the album is another',
    async ([, path, place], { world, write, readFile, edge, worker }) => {
      const before = await edge.ask('/photos?job_id=j-1', { token: worker });
      const { status, body } = await write(path, 'note-0001', ' Mind\r\nthe step\u202e ');
      expect(status).toBe(200);
      const note = {
        note_id: 'note-0001',
        text: 'Mind\nthe step',
        at: NOW.toISOString(),
        by: 'worker-1',
        by_name: null,
      };
      expect(body.notes).toEqual([{ ...note, may_take_back: true }]);
      expect(await readFile(place)).toEqual({ revision: 1, notes: [note] });
      const { etag = '' } = before.headers;
      const after = await edge.ask('/photos?job_id=j-1', { token: worker, headers: { 'if-none-match': etag } });
      expect([after.status, after.body.photos[0].note_count, after.body.job.note_count]).toEqual([
        200,
        ...(place.photoId === null ? [undefined, 1] : [1, undefined]),
      ]);
      const [entry] = (await world.audit('j-1')).filter(({ action }) => action === 'note-added').slice(-1);
      expect(entry).toMatchObject({ actor: 'worker-1', photo_ids: place.photoId === null ? [] : [ID] });
      expect(JSON.stringify(entry)).not.toContain('Mind');
    },
  );

  it.for(PATHS)(
    'on %s twice by one id is one note, also when it was taken back since',
    async ([, path], { ask, write, world }) => {
      const logged = async () =>
        (await world.audit('j-1')).filter(({ detail }) => detail.note_id === 'note-twice').length;
      await write(path, 'note-twice');
      const entries = await logged();
      expect((await write(path, 'note-twice', 'Other words')).body.notes).toMatchObject([{ text: 'Mind the step' }]);
      expect(await logged()).toBe(entries);
      await ask('DELETE', path, { more: '&note_id=note-twice' });
      expect((await write(path, 'note-twice')).body.notes).toEqual([]);
    },
  );

  it('at once by ten: all are there, in row, file and count', async ({ world, write, readFile, edge, worker }) => {
    const ids = Array.from({ length: 10 }, (_, n) => `at-once-${n}`);
    const all = await Promise.all(ids.map((id) => write(PHOTO_PATH, id)));
    expect(all.map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect((await readFile(ON_PHOTO)).notes.map(({ note_id }) => note_id).sort()).toEqual(ids);
    const { body } = await edge.ask('/photos?job_id=j-1', { token: worker });
    expect(body.photos[0].note_count).toBe(10);
    expect(await world.rows('j-1', 'JOB')).toMatchObject([{ album_revision: 15 }]);
  });

  it('takes 1,000 characters, refuses 1,001, an empty text and a wrong id', async ({ write }) => {
    expect((await write(PHOTO_PATH, 'note-long', '🏠'.repeat(1000))).status).toBe(200);
    const wrong = [
      await write(PHOTO_PATH, 'note-longer', '🏠'.repeat(1001)),
      await write(PHOTO_PATH, 'note-empty', ' \n '),
      await write(PHOTO_PATH, 'short'),
    ];
    expect(wrong.map(({ body }) => [body.code, body.errors[0].pointer])).toEqual([
      ['bad-request', '/text'],
      ['bad-request', '/text'],
      ['bad-request', '/note_id'],
    ]);
  });

  it('takes 200, and refuses one more: notes-full', async ({ world, write }) => {
    const notes = Array.from({ length: NOTE_LIMITS.maxNotes - 1 }, (_, n) => ({
      ...{ note_id: `note-${n}`, text: 'x', at: NOW.toISOString(), by: 'worker-1', by_name: null },
    }));
    await world.put({ ...formatNotesKey(ON_JOB), notes, revision: 199 } as never);
    expect((await write(JOB_PATH, 'note-last')).status).toBe(200);
    const { status, body } = await write(JOB_PATH, 'note-beyond');
    expect([status, body.code]).toEqual([409, 'notes-full']);
  });
});

describe('DELETE notes', () => {
  it.for(PATHS)(
    'on %s: who wrote it and the office may; its text is gone, and the log says who',
    async ([, path, place], { world, ask, write, readFile, dispatcher }) => {
      const other = await mintToken({ sub: 'worker-2' });
      const [one, two] = ['one', 'two'].map((name) => `note-${name}-${place.photoId ?? 'job'}`) as [string, string];
      await write(path, one);
      await write(path, two);
      const refused = await ask('DELETE', path, { token: other, more: `&note_id=${one}` });
      expect([refused.status, refused.body.code]).toEqual([403, 'access-denied']);
      expect((await ask('DELETE', path, { more: `&note_id=${one}` })).body.notes).toMatchObject([{ note_id: two }]);
      expect((await ask('DELETE', path, { more: `&note_id=${two}`, token: dispatcher })).body.notes).toEqual([]);
      expect((await ask('DELETE', path, { more: `&note_id=${two}`, token: dispatcher })).status).toBe(200);
      expect((await ask('DELETE', path, { more: '&note_id=note-none' })).status).toBe(404);
      expect(JSON.stringify(await readFile(place))).not.toContain('step');
      const taken = (await world.audit('j-1')).filter(
        ({ action, detail }) => action === 'note-taken-back' && [one, two].includes(String(detail.note_id)),
      );
      expect(taken.map(({ actor, detail }) => [actor, detail.note_id, detail.by]).sort()).toEqual([
        ['dispatcher-1', two, 'worker-1'],
        ['worker-1', one, undefined],
      ]);
    },
  );
});

describe('notes on a photo', () => {
  it('go with it to another job, and are in the old one no more', async ({ edge, ask, write, worker }) => {
    await write(PHOTO_PATH, 'note-moves');
    const move = { method: 'POST', body: { job_id: 'j-2' }, token: worker, headers: { 'if-match': '"0"' } } as const;
    const moved = await edge.ask(`/photos/${ID}/move?job_id=j-1`, move);
    expect([moved.status, moved.body.note_count]).toEqual([200, 1]);
    expect((await ask('GET', PHOTO_PATH, { job: 'j-2' })).body.notes).toMatchObject([{ note_id: 'note-moves' }]);
    expect((await ask('GET', PHOTO_PATH)).status).toBe(404);
    expect((await write(PHOTO_PATH, 'note-late')).status).toBe(404);
  });

  it('are deleted and restored with it', async ({ world, edge, ask, write, readFile, dispatcher }) => {
    await write(PHOTO_PATH, 'note-stays');
    await edge.ask(`/photos/${ID}?job_id=j-1`, { method: 'DELETE', token: dispatcher });
    expect((await ask('GET', PHOTO_PATH)).status).toBe(404);
    expect((await write(PHOTO_PATH, 'note-late')).status).toBe(404);
    await expect(readFile(ON_PHOTO)).rejects.toThrow(/key does not exist/i);
    world.setClock(new Date(NOW.getTime() + 1000));
    await edge.ask(`/photos/${ID}/restore?job_id=j-1`, { method: 'POST', token: dispatcher });
    expect((await ask('GET', PHOTO_PATH)).body.notes).toMatchObject([{ note_id: 'note-stays' }]);
    expect((await readFile(ON_PHOTO)).notes).toHaveLength(1);
  });

  it('of one that is gone for good are not those of another of the same id', async ({ world, ask, write }) => {
    const gone = { note_id: 'note-gone', text: 'Old', at: NOW.toISOString(), by: 'worker-1', by_name: null };
    const expires_at = NOW.getTime() / 1000 - 1;
    await world.put({ ...formatNotesKey(ON_PHOTO), notes: [gone], revision: 4, expires_at } as never);
    expect((await ask('GET', PHOTO_PATH)).body.notes).toEqual([]);
    expect((await write(PHOTO_PATH, 'note-new')).body.notes).toMatchObject([{ note_id: 'note-new' }]);
  });

  it('raise no revision: what somebody types of it meanwhile is saved', async ({ edge, write, worker }) => {
    await write(PHOTO_PATH, 'note-meanwhile');
    const edit = {
      method: 'PATCH',
      body: { title: 'A chair' },
      token: worker,
      headers: { 'if-match': '"0"' },
    } as const;
    const { status, body } = await edge.ask(`/photos/${ID}?job_id=j-1`, edit);
    expect([status, body.title, body.note_count]).toEqual([200, 'A chair', 1]);
  });
});
