import { describe, expect, vi } from 'vitest';
import type { AuditRecord } from '../../../origin/audit-log.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { EDGE_ROUTES } from '../edge-routes.ts';
import { openFailingDoor } from '../failing-table.ts';
import { photoTest as it, PHOTO_KEYS, PHOTO_PATH } from './photo-test.ts';

/** More than any change asks. */
const MAX_CALLS = 40;
const CHANGES = [
  ['a deletion', 'deleted', { method: 'DELETE', path: PHOTO_PATH }],
  ['a restoration', 'restored', { method: 'POST', path: `${PHOTO_PATH}/restore` }],
  ['an edit', 'edited', { method: 'PATCH', path: PHOTO_PATH, body: { title: 'Told' }, headers: { 'if-match': '0' } }],
] as const;

const count = (entries: readonly AuditRecord[], action: string) =>
  entries.filter((entry) => entry.action === action).length;
const isChanged = (photo: PhotoRecord | undefined, action: string) =>
  action === 'edited' ? photo?.title === 'Told' : (photo?.deleted_at !== undefined) === (action === 'deleted');

describe('attack: a process that is killed between any two calls', () => {
  for (const [name, action, { path, ...asking }] of CHANGES) {
    for (const isDone of [false, true]) {
      it(`leaves no change without its entry, no entry without its change: ${name}, the last call ${isDone ? 'done' : 'not asked'}`, async ({
        world,
        edge,
        dispatcher,
        exists,
      }) => {
        const asked = `${path}?job_id=j-1`;
        const readPhoto = async () => (await world.rows('j-1', 'PHOTO#'))[0] as unknown as PhotoRecord;
        if (action === 'restored') await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: dispatcher });
        const before = count(await world.audit('j-1'), action);
        let at = 0;
        for (let isOver = false; !isOver; ) {
          at += 1;
          expect(at).toBeLessThan(MAX_CALLS);
          const deaths = { at, isDone, seen: 0 };
          await using table = await openFailingDoor({ target: world.endpoints.dynamodb, deaths });
          await using bucket = await openFailingDoor({ target: world.endpoints.s3, deaths });
          const env = { AWS_ENDPOINT_URL_DYNAMODB: table.url, AWS_ENDPOINT_URL_S3: bucket.url };
          const killed = await world.start(EDGE_ROUTES, env, 250).ask(asked, { ...asking, token: dispatcher });
          isOver = killed.status < 300;
          if (!isOver)
            expect([killed.status, killed.body.code, killed.headers['retry-after']]).toEqual([503, 'unavailable', '5']);
          // A response for lack of time may come before the death: the process goes on until then, or to its end.
          if (!isOver) await vi.waitUntil(() => deaths.seen >= at, { timeout: 2_000 }).catch(() => undefined);
          await Promise.all([table.settle(), bucket.settle()]);
          const entries = count(await world.audit('j-1'), action) - before;
          expect([at, entries]).toEqual([at, Number(isChanged(await readPhoto(), action))]);
        }
        const repeated = await edge.ask(asked, { ...asking, token: dispatcher });
        expect(repeated.status).toBeLessThan(300);
        expect(isChanged(await readPhoto(), action)).toBe(true);
        expect(count(await world.audit('j-1'), action) - before).toBe(1);
        expect(await exists(PHOTO_KEYS[0] ?? '')).toBe(action !== 'deleted');
      }, 60_000);
    }
  }
});

describe('attack: a table of which each call takes a quarter of the time', () => {
  it.for(CHANGES)(
    '%s is answered in time, and its repetitions end in one change and one entry',
    { timeout: 30_000 },
    async ([, action, { path, ...asking }], { world, edge, dispatcher, exists }) => {
      const asked = `${path}?job_id=j-1`;
      if (action === 'restored') await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: dispatcher });
      const before = count(await world.audit('j-1'), action);
      await using table = await openFailingDoor({ target: world.endpoints.dynamodb, delayMs: 250 });
      const slow = world.start(EDGE_ROUTES, { AWS_ENDPOINT_URL_DYNAMODB: table.url }, 800);
      let status = 503;
      for (let tries = 0; status === 503 && tries < 5; tries += 1) {
        const response = await slow.ask(asked, { ...asking, token: dispatcher });
        status = response.status;
        if (status === 503) expect([response.body.code, response.headers['retry-after']]).toEqual(['unavailable', '5']);
      }
      expect(status).toBeLessThan(300);
      expect(count(await world.audit('j-1'), action) - before).toBe(1);
      expect(await exists(PHOTO_KEYS[0] ?? '')).toBe(action !== 'deleted');
    },
  );
});
