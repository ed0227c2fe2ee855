import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditPage } from '../../../edge/api.ts';
import { editPhoto } from '../../../edge/routes/change-photo.ts';
import { readAudit } from '../../../edge/routes/read-audit.ts';
import { createEdgeWorld, type EdgeFunction, type EdgeWorld } from '../edge-world.ts';
import { mintToken, NOW } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

let world: EdgeWorld;
let edge: EdgeFunction;
let dispatcher: string;
let revision = 0;

beforeAll(async () => {
  world = await createEdgeWorld();
  edge = world.start([
    { method: 'PATCH', path: '/photos/{photo_id}', respond: editPhoto },
    { method: 'GET', path: '/audit', respond: readAudit },
  ]);
  dispatcher = await mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'] });
  await world.put(toJobRecord('j-1'), toPhotoRecord('j-1', numberedPhotoId(1)));
});
afterAll(() => world.close());

/** One event of the audit log each, a millisecond apart. */
async function edit(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    world.setClock(new Date(NOW.getTime() + revision));
    const { status } = await edge.ask(`/photos/${numberedPhotoId(1)}?job_id=j-1`, {
      method: 'PATCH',
      body: { title: `Edit ${revision}` },
      token: dispatcher,
      headers: { 'if-match': String(revision) },
    });
    expect(status).toBe(200);
    revision += 1;
  }
}

async function readPage(cursor?: string): Promise<AuditPage> {
  const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return (await edge.ask(`/audit?job_id=j-1${query}`, { token: dispatcher })).body;
}

const toRevisions = (pages: readonly AuditPage[]) =>
  pages.flatMap(({ entries }) => entries.map(({ detail }) => detail.revision));

describe('GET /audit', () => {
  it('gives 100 a page, newest first, without gap or repetition while others add to the log', async () => {
    await edit(205);
    const first = await readPage();
    await edit(3);
    const second = await readPage(first.next);
    await edit(2);
    const third = await readPage(second.next);
    expect([first, second, third].map(({ entries }) => entries.length)).toEqual([100, 100, 5]);
    expect(third).not.toHaveProperty('next');
    expect(toRevisions([first, second, third])).toEqual(Array.from({ length: 205 }, (_, index) => 205 - index));
    expect(toRevisions([await readPage()])[0]).toBe(210);
  });
});
