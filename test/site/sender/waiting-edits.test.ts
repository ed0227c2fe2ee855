/** Edits of jobs that wait on a phone, whatever befalls their requests, and whoever changes the same jobs meanwhile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../edge/api.ts';
import type { Fate } from './memory-network.ts';
import { createPhoneWithJobs, type JobStorm, liveOn } from './phone-with-jobs.ts';

const JOB = 'j-1';

/** A phone of Dana's, who has seen the job. */
function open(storm: JobStorm = {}) {
  const phone = createPhoneWithJobs(storm);
  phone.maker.take(JOB);
  phone.maker.edit(JOB, { title: 'Garage', address: '12 Maple' });
  return { ...phone, seen: find(phone) };
}

function find({ maker }: Pick<ReturnType<typeof createPhoneWithJobs>, 'maker'>): Job {
  const job = maker.find(JOB);
  if (!job) throw new TypeError('no job');
  return job;
}

describe('an edit that waits on the phone', () => {
  it('is sent when there is signal, with what was typed alone', async () => {
    const phone = open({ fates: ['cut', 'cut'] });
    await phone.edit(phone.seen, { title: 'Attic' });
    expect(await liveOn(phone)).toEqual({ jobs: [], entries: [] });
    expect(find(phone)).toMatchObject({ title: 'Attic', address: '12 Maple', revision: phone.seen.revision + 1 });
  });

  it('is one change though its responses were lost, and what was typed after that is another: nobody is in its own way', async () => {
    const phone = open({ fates: ['lose', 'lose', 'lose', 'lose'] });
    await phone.edit(phone.seen, { title: 'Attic' });
    const type = async () => {
      await phone.clock.sleep(1500);
      expect(find(phone).title).toBe('Attic');
      await phone.edit(phone.seen, { title: 'Attic and cellar' });
    };
    expect(await liveOn(phone, type)).toEqual({ jobs: [], entries: [] });
    expect(find(phone)).toMatchObject({ title: 'Attic and cellar', revision: phone.seen.revision + 2 });
  });

  it('stays with all that was typed and the job as it is, where somebody was quicker; sent from there, it is saved', async () => {
    const phone = open();
    phone.maker.edit(JOB, { title: 'Cellar', address: '1 Elm' });
    await phone.edit(phone.seen, { title: 'Attic' });
    const { jobs } = await liveOn(phone);
    const current = find(phone);
    expect(jobs).toMatchObject([{ job: { title: 'Attic' }, made: phone.seen, problem: 'edited-meanwhile', current }]);
    expect(current.title).toBe('Cellar');
    expect((await liveOn(phone, async () => phone.sender.sendNow())).jobs).toEqual(jobs);
    expect(await liveOn(phone, () => phone.edit(current, { title: 'Attic' }))).toEqual({ jobs: [], entries: [] });
    expect(find(phone)).toMatchObject({ title: 'Attic', address: '1 Elm' });
  });

  it('is not held against a newer beginning, when its refusal comes late', async () => {
    const phone = open({ fates: ['lose'] });
    await phone.edit(phone.seen, { title: 'Attic' });
    phone.maker.edit(JOB, { address: '1 Elm' });
    const look = async () => {
      await phone.clock.sleep(50);
      await phone.edit(find(phone), { title: 'Attic' });
    };
    expect(await liveOn(phone, look)).toEqual({ jobs: [], entries: [] });
    expect(find(phone)).toMatchObject({ title: 'Attic', address: '1 Elm' });
  });

  it('that closes its job goes after the photos that this phone has of it', async () => {
    const phone = open();
    await phone.keepPhotos(3, { jobId: JOB });
    await phone.edit(phone.seen, { status: 'closed' });
    expect(await liveOn(phone)).toEqual({ jobs: [], entries: [] });
    expect(find(phone).status).toBe('closed');
    expect([...phone.wrongs]).toEqual([]);
  });

  it('that closes its job waits for no photo that cannot be sent', async () => {
    const phone = open();
    await phone.keepPhotos(1, { jobId: JOB, stuck: 'unreadable-picture' as never });
    await phone.edit(phone.seen, { status: 'closed' });
    const look = () => phone.clock.sleep(30_000);
    expect((await liveOn(phone, look)).jobs).toEqual([]);
    expect(find(phone).status).toBe('closed');
  });

  it('waits for its owner while somebody else has the phone, who may edit the same job', async () => {
    const phone = open();
    phone.session.change({ kind: 'sign-in', subject: 'sam' }, true);
    await phone.edit(phone.seen, { title: 'Attic' });
    await phone.edit(phone.seen, { address: '1 Elm' }, 'sam');
    await liveOn(phone, () => phone.clock.sleep(60_000));
    expect(find(phone)).toMatchObject({ title: 'Garage', address: '1 Elm' });
    phone.session.change({ kind: 'sign-in', subject: 'dana' }, true);
    expect((await liveOn(phone)).jobs).toMatchObject([{ job: { title: 'Attic' }, problem: 'edited-meanwhile' }]);
    expect([...phone.wrongs]).toEqual([]);
  });
});

describe('toWaiting, of two tabs', () => {
  it('keeps what was typed in each', async () => {
    const phone = open();
    await phone.edit(phone.seen, { title: 'Attic' });
    await phone.edit(phone.seen, { address: '1 Elm' });
    await liveOn(phone);
    expect(find(phone)).toMatchObject({ title: 'Attic', address: '1 Elm' });
  });

  it('keeps it where the other has seen a later state of the job', async () => {
    const phone = open();
    await phone.edit(phone.seen, { title: 'Attic' });
    phone.maker.edit(JOB, { status: 'pending' });
    await phone.edit(find(phone), { address: '1 Elm' });
    await liveOn(phone);
    expect(find(phone)).toMatchObject({ title: 'Attic', address: '1 Elm', status: 'pending' });
  });
});

describe('the sender, with edits that wait', () => {
  interface Storm extends JobStorm {
    /** Dana types a title, Sam an address: each as often as that, at these times. */
    readonly typed: readonly { readonly afterMs: number; readonly subject: 'dana' | 'sam' }[];
    /** The dispatcher writes a customer's name, or the title as well: what meets Dana's. */
    readonly dispatcher: readonly { readonly afterMs: number; readonly title: boolean }[];
    readonly turns: readonly { readonly afterMs: number; readonly subject: string }[];
  }
  const fate = fc.constantFrom<Fate>(
    'cut',
    'lose',
    'stall',
    { problem: 'unavailable', retryAfterSeconds: 5 },
    { problem: 'internal' },
    { problem: 'token-expired' },
  );
  const afterMs = fc.nat(15_000);
  const storms: fc.Arbitrary<Storm> = fc.record({
    seed: fc.integer(),
    fates: fc.array(fate, { maxLength: 12 }),
    typed: fc.array(fc.record({ afterMs, subject: fc.constantFrom('dana', 'sam') }), { minLength: 1, maxLength: 5 }),
    dispatcher: fc.array(fc.record({ afterMs, title: fc.boolean() }), { maxLength: 3 }),
    turns: fc.array(fc.record({ afterMs, subject: fc.constantFrom('dana', 'sam') }), { maxLength: 3 }),
  });
  const OWN = { dana: 'title', sam: 'address' } as const;

  /** What each of the two typed last, and how the job stands after all have had the phone for as long as they need, conflicts decided for oneself. */
  async function outlive({ typed, dispatcher, turns, ...storm }: Storm) {
    const phone = open(storm);
    const last: Partial<Record<'dana' | 'sam', string>> = {};
    const type = async () => {
      for (const [index, { afterMs: ms, subject }] of typed.entries()) {
        await phone.clock.sleep(ms);
        last[subject] = `${subject} ${index}`;
        // As of the page that shows the job: it may have seen it long ago.
        await phone.edit(index % 2 ? find(phone) : phone.seen, { [OWN[subject]]: last[subject] }, subject);
      }
    };
    const change = async () => {
      for (const [index, { afterMs: ms, title }] of dispatcher.entries()) {
        await phone.clock.sleep(ms);
        phone.maker.edit(JOB, { customer_name: `dispatcher ${index}`, ...(title && { title: `dispatcher ${index}` }) });
      }
    };
    const turn = async () => {
      for (const { afterMs: ms, subject } of turns) {
        await phone.clock.sleep(ms);
        phone.session.change({ kind: 'sign-in', subject }, true);
      }
    };
    await liveOn(phone, () => Promise.all([type(), change(), turn()]));
    const lost: string[] = [];
    for (const subject of Array(4)
      .fill(['dana', 'sam'] as const)
      .flat() as ('dana' | 'sam')[]) {
      phone.session.change({ kind: 'sign-in', subject }, true);
      await liveOn(phone);
      for (const { job, problem, current } of await phone.waitingJobs.list(subject)) {
        if (problem !== 'edited-meanwhile' || !current) lost.push(`${subject}: ${problem}`);
        if (job[OWN[subject]] !== last[subject])
          lost.push(`${subject} typed ${last[subject]}, kept is ${job[OWN[subject]]}`);
        await phone.edit(current ?? find(phone), { [OWN[subject]]: last[subject] }, subject);
      }
      await liveOn(phone);
    }
    return { ...phone, last, lost };
  }

  it('loses nothing of what was typed, overwrites nobody unseen, and sends nothing with another’s token', async () => {
    const property = fc.asyncProperty(storms, async (storm) => {
      const { last, lost, wrongs, waitingJobs, ...phone } = await outlive(storm);
      const { title, address, customer_name } = find(phone);
      expect(lost).toEqual([]);
      expect([...wrongs]).toEqual([]);
      expect(await Promise.all([waitingJobs.list('dana'), waitingJobs.list('sam')])).toEqual([[], []]);
      if (last.sam) expect(address).toBe(last.sam);
      // After Dana’s edit has come true the office may write the title again.
      if (last.dana) expect([last.dana, ...storm.dispatcher.map((_, index) => `dispatcher ${index}`)]).toContain(title);
      if (storm.dispatcher.length > 0) expect(customer_name).toBe(`dispatcher ${storm.dispatcher.length - 1}`);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
