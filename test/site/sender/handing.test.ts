import { describe, expect, it } from 'vitest';
import type { Ticket } from '../../../edge/api.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { chooseUploads, formatTask, type UploadTask } from '../../../site/sender/choose-uploads.ts';
import { Handing } from '../../../site/sender/handing.ts';
import { someEntry, somePart } from '../outbox/some-entry.ts';
import { createMemoryStore } from './memory-store.ts';

/** A phone whose browser takes what it is given, or not, and an edge that gives tickets for some of what it is asked. */
async function createRig(captures: readonly Partial<StoredEntry>[], { takes = true, mostTickets = 100 } = {}) {
  const store = createMemoryStore(() => undefined);
  for (const change of captures) {
    const entry = someEntry(change);
    await store.add(entry, new ArrayBuffer(entry.originalBytes), '');
    const bytes = { preview: new ArrayBuffer(40_000), working: new ArrayBuffer(400_000) };
    await store.update(entry.id, (now) => ({ ...now, fileName: `${now.id}.jpg` }), bytes);
  }
  const held = new Map<string, Ticket>();
  const asked: string[][] = [];
  const given: { readonly id: string; readonly sizes: readonly number[] }[] = [];
  let ids = 0;
  const handing = new Handing({
    store,
    tickets: {
      find(task: UploadTask) {
        const ticket = held.get(formatTask(task));
        return ticket ? { ticket, goodUntilMs: 0, labels: { title: null, stage: null } } : null;
      },
      async request(ready, most) {
        asked.push(ready.slice(0, most).map(({ entry, part }) => `${entry.id} ${part.variant}`));
        for (const task of ready.slice(0, most)) if (held.size < mostTickets) held.set(formatTask(task), {} as Ticket);
      },
    },
    open: async () => ({
      async start(id, uploads) {
        given.push({ id, sizes: uploads.map(({ bytes }) => bytes.byteLength) });
        return takes;
      },
    }),
    createId() {
      ids += 1;
      return `fetch-${ids}`;
    },
  });
  const list = () => store.list('worker');
  const begin = async (inFlight: readonly string[] = []) => handing.begin(await list(), new Set(inFlight));
  const listMarked = async () => (await list()).filter(({ inBackground }) => inBackground).map(({ id }) => id);
  return { handing, asked, given, list, begin, listMarked };
}

describe('Handing', () => {
  it('gives the browser all parts of what waits, and nobody else sends them then', async () => {
    const { asked, given, list, begin, listMarked } = await createRig([{ id: 'a' }, { id: 'b' }]);
    await begin();
    expect(asked).toEqual([
      ['a preview', 'b preview'],
      ['a working', 'b working'],
    ]);
    expect(given.map(({ sizes }) => sizes)).toEqual([[40_000, 400_000, 40_000, 400_000]]);
    expect(await listMarked()).toEqual(['a', 'b']);
    const choice = { nowMs: 0, inFlight: new Set<string>(), onWifi: true, triesOf: () => undefined };
    expect(chooseUploads(await list(), choice)).toEqual([]);
  });

  it('leaves alone what is on its way, stuck, delivered, not prepared, or an original that waits for Wi-Fi', async () => {
    const delivered = [somePart('working', { delivered: true }), somePart('original')];
    const { given, begin, listMarked } = await createRig([
      { id: 'a' },
      { id: 'b', stuck: 'job-closed' },
      { id: 'c', parts: null },
      { id: 'd', parts: delivered },
      { id: 'e', inBackground: { id: 'another', labels: { title: null, stage: null } } },
    ]);
    await begin(['a']);
    expect(given).toEqual([]);
    expect(await listMarked()).toEqual(['e']);
  });

  it('gives what there are tickets for, and leaves the rest to the sender', async () => {
    const { given, begin, listMarked } = await createRig([{ id: 'a' }, { id: 'b' }, { id: 'c' }], { mostTickets: 2 });
    await begin();
    expect(given.map(({ sizes }) => sizes)).toEqual([[40_000, 40_000]]);
    expect(await listMarked()).toEqual(['a', 'b']);
  });

  it('takes back at once what the browser does not take', async () => {
    const { handing, given, begin, listMarked } = await createRig([{ id: 'a' }], { takes: false });
    await begin();
    expect(given).toHaveLength(1);
    expect([await listMarked(), handing.ids.size]).toEqual([[], 0]);
  });
});
