import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Capture, TicketRequest } from '../../../edge/api.ts';
import { parseTicketBody } from '../../../edge/core/parse-captures.ts';
import { AppError } from '../../../edge/problem.ts';
import { isDelivered } from '../../../site/outbox/stored-entry.ts';
import { RefusedMembers } from '../../../site/sender/refused-members.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { NOW_MS, someEntry, somePart } from '../outbox/some-entry.ts';
import { createFaultyBucket } from './faulty-bucket.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSender } from './sender-rig.ts';

const hashOf = (bytes: number) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
const COPIES = [somePart('preview', { sha256: hashOf(40_000) }), somePart('working', { sha256: hashOf(400_000) })];
const ANNO_1 = { ms: Date.parse('0001-01-01T00:00:00Z'), offsetMinutes: 0, atCapture: false };
const ODD_OFFSET = { ms: NOW_MS, offsetMinutes: 99 * 60 + 99, atCapture: false };

/** Sends `facts` of one photo each to an edge that judges as the real one does; returns what it was asked, with what was delivered in the end. */
async function send(facts: readonly object[], judge: (request: TicketRequest) => void = parseTicketBody) {
  const clock = createJumpingClock(1, NOW_MS);
  const store = createMemoryStore(() => sender.notify());
  const bucket = createFaultyBucket(createMemoryBucket(clock.now), { clock, faults: [], bytesPerMs: 1000 });
  const end = new AbortController();
  const asked: (readonly Capture[])[] = [];
  const sender = createSender({
    store,
    clock,
    sendForm: bucket.sendForm,
    api: () => ({
      async tickets(request) {
        asked.push(request.photos);
        judge(request);
        return bucket.tickets(request);
      },
      album: async (jobId) => ({ changed: true, value: await bucket.readAlbum(jobId), etag: null }),
      editPhoto: () => Promise.reject(new AppError('not-found')),
    }),
  });
  for (const [index, fact] of facts.entries()) {
    const entry = someEntry({ id: `capture-${index}`, ...fact });
    await store.add(entry, new ArrayBuffer(4_000_000), '');
    const copies = { preview: new ArrayBuffer(40_000), working: new ArrayBuffer(400_000) };
    await store.update(entry.id, () => ({ ...entry, parts: COPIES }), copies);
  }
  const listDelivered = async () => (await store.listAll()).filter(isDelivered).map(({ id }) => id);
  const watch = async () => {
    while ((await listDelivered()).length < facts.length) await clock.sleep(100, end.signal);
    end.abort();
  };
  const work = Promise.all([sender.run(end.signal), watch()]).then(() => undefined);
  await clock.run(work, NOW_MS + 3_600_000);
  return { asked, delivered: await listDelivered(), tookMs: clock.now() - NOW_MS };
}

describe('a fact about a photo', () => {
  it('is not sent where the edge would not take it: no year and no offset keeps a photo on the phone', async () => {
    const { asked, delivered } = await send([{ takenAt: ANNO_1 }, { takenAt: ODD_OFFSET }]);
    expect(delivered).toEqual(['capture-0', 'capture-1']);
    expect(asked.flat().every((capture) => !('taken_at' in capture))).toBe(true);
  });

  it('is dropped when the edge refuses it, and all others with their facts go at once', async () => {
    const facts = [
      { title: 'gate', stage: 'demolition' },
      { title: 'sofa', location: { latitude: 91, longitude: 0 } },
      { title: 'after' },
    ];
    const { asked, delivered, tookMs } = await send(facts);
    expect(delivered).toEqual(['capture-0', 'capture-1', 'capture-2']);
    const last = new Map(asked.flat().map((capture) => [capture.id, capture]));
    expect(last.get('capture-0')).toMatchObject({ title: 'gate' });
    expect(last.get('capture-0')).not.toHaveProperty('stage');
    expect(last.get('capture-1')).toMatchObject({ title: 'sofa' });
    expect(last.get('capture-1')).not.toHaveProperty('location');
    expect(last.get('capture-2')).toMatchObject({ title: 'after' });
    expect(tookMs).toBeLessThan(10_000);
  });

  it('that no edge knew when this phone was built is dropped as well', async () => {
    const judge = ({ photos }: TicketRequest) => {
      const errors = photos.flatMap((photo, index) =>
        'taken_at' in photo ? [{ pointer: `/photos/${index}/taken_at`, detail: 'Not this one.' }] : [],
      );
      if (errors.length > 0) throw new AppError('bad-request', { errors });
    };
    expect((await send([{}], judge)).delivered).toEqual(['capture-0']);
  });

  it('is asked for no more than once again where dropping it does not help', async () => {
    const refusal = new AppError('bad-request', { errors: [{ pointer: '/photos/0/stage', detail: 'No.' }] });
    const facts = new RefusedMembers();
    const capture: Capture = { id: 'capture-0', type: 'image/jpeg', size: 9, stage: 'load' };
    expect(facts.note(refusal, { photos: [capture] })).toBe(true);
    expect(facts.note(refusal, { photos: [facts.strip(capture)] })).toBe(false);
  });

  it.each(['id', 'type', 'size', 'sha256'])('is not what says which bytes are sent: %s', (name) => {
    const facts = new RefusedMembers();
    const capture: Capture = { id: 'capture-0', type: 'image/jpeg', size: 9, sha256: 'ab'.repeat(32) };
    const error = new AppError('bad-request', { errors: [{ pointer: `/photos/0/${name}`, detail: 'No.' }] });
    expect(facts.note(error, { photos: [capture] })).toBe(false);
    expect(facts.strip(capture)).toBe(capture);
  });
});
