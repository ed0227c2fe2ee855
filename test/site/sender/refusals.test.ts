import { describe, expect, it } from 'vitest';
import type { StuckCode } from '../../../site/outbox/entry.ts';
import { NO_RETRIES, Refusals, toNextRetry } from '../../../site/sender/refusals.ts';
import { NOW_MS, someEntry } from '../outbox/some-entry.ts';
import { createMemoryStore } from './memory-store.ts';

const MINUTE_MS = 60_000;
const USER = { subject: 'worker', name: 'worker', roles: [] };

describe('toNextRetry', () => {
  it('lets the first go at once, and waits twice as long each time that the edge refuses again', () => {
    const waits: number[] = [];
    let retries = NO_RETRIES;
    for (let nowMs = NOW_MS; waits.length < 8; nowMs += 1000) {
      const next = toNextRetry(retries, nowMs);
      if (!next) continue;
      waits.push((nowMs - (retries.times === 0 ? nowMs : retries.lastAtMs)) / 1000);
      retries = next;
    }
    expect(waits).toEqual([0, 30, 60, 120, 240, 480, 600, 600]);
  });

  it('begins anew after an hour without', () => {
    const tired = { times: 9, lastAtMs: NOW_MS };
    expect(toNextRetry(tired, NOW_MS + 60 * MINUTE_MS)).toEqual({ times: 1, lastAtMs: NOW_MS + 60 * MINUTE_MS });
    expect(toNextRetry({ ...tired, lastAtMs: NOW_MS + 1 }, NOW_MS + 60 * MINUTE_MS)?.times).toBe(10);
  });
});

async function refuse(
  ...entries: readonly { readonly id: string; readonly jobId?: string; readonly stuck: StuckCode }[]
) {
  let nowMs = NOW_MS;
  const store = createMemoryStore(() => undefined);
  const clock = { now: () => nowMs, random: () => 0, sleep: async () => undefined };
  for (const entry of entries) await store.add(someEntry(entry), new ArrayBuffer(1), '');
  const session = { user: USER, state: 'signed-in', reload: async () => undefined } as const;
  const refusals = new Refusals({ store, clock, session });
  return {
    refusals,
    store,
    wait: (ms: number) => {
      nowMs += ms;
    },
    /** Ids of the entries that may go again. */
    listFree: async () => (await store.list('worker')).filter(({ stuck }) => stuck === null).map(({ id }) => id),
  };
}

describe('Refusals', () => {
  it('tries what was refused because of its job when the list says that the user may upload there', async () => {
    const { refusals, listFree } = await refuse(
      { id: 'denied', stuck: 'access-denied' },
      { id: 'closed', stuck: 'job-closed' },
      { id: 'unknown', stuck: 'not-found' },
      { id: 'elsewhere', jobId: 'j-2', stuck: 'access-denied' },
      { id: 'no-photo', stuck: 'unsupported-type' },
      { id: 'lost', stuck: 'photo-lost' },
    );
    expect(await refusals.noteUploadable(new Set(['j-3']))).toBe(false);
    expect(await listFree()).toEqual([]);
    expect(await refusals.noteUploadable(new Set(['j-1']))).toBe(true);
    expect(await listFree()).toEqual(['denied', 'closed', 'unknown']);
  });

  it('takes an album that is shown for a membership, and not for a job that is open', async () => {
    const { refusals, listFree } = await refuse(
      { id: 'denied', stuck: 'access-denied' },
      { id: 'closed', stuck: 'job-closed' },
    );
    await refusals.noteAlbum('j-2');
    expect(await listFree()).toEqual([]);
    await refusals.noteAlbum('j-1');
    expect(await listFree()).toEqual(['denied']);
  });

  it('does not go on asking an edge that refuses what its list allows', async () => {
    const { refusals, store, wait } = await refuse({ id: 'denied', stuck: 'access-denied' });
    let tries = 0;
    for (let polls = 0; polls < 60; polls += 1) {
      if (await refusals.noteUploadable(new Set(['j-1']))) tries += 1;
      await store.update('denied', (entry) => ({ ...entry, stuck: 'access-denied' }));
      wait(MINUTE_MS);
    }
    expect(tries).toBeLessThan(12);
  });
});
