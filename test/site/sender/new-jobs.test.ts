/** Jobs made on a phone, with their photos behind them, whatever befalls the requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WaitingJob } from '../../../site/outbox/waiting-jobs.ts';
import type { Fate } from './memory-network.ts';
import { createPhoneWithJobs, type JobStorm, liveOn } from './phone-with-jobs.ts';

const JOB = 'j-new';

interface Storm extends JobStorm {
  readonly jobs: readonly { readonly subject: string; readonly photos: number }[];
  readonly typed: readonly { readonly afterMs: number; readonly job: number }[];
  readonly turns: readonly { readonly afterMs: number; readonly subject: string }[];
}

describe('a job that waits on the phone', () => {
  it('is made, and then its photos go', async () => {
    const phone = createPhoneWithJobs({ fates: ['cut', 'cut'] });
    await phone.keep('Attic');
    await phone.keepPhotos(3);
    expect(await liveOn(phone)).toEqual({ jobs: [], entries: [] });
    expect(phone.maker.find(JOB)).toMatchObject({ title: 'Attic', revision: 1 });
    expect([...phone.wrongs]).toEqual([]);
  });

  it('is one job though every response to it was lost, and has what was typed after the first', async () => {
    const phone = createPhoneWithJobs({ fates: ['lose', 'lose', 'lose'] });
    await phone.keep('Attic');
    const type = async () => {
      await phone.clock.sleep(1500);
      expect(phone.maker.find(JOB)?.title).toBe('Attic');
      await phone.keep('Attic and cellar');
    };
    expect(await liveOn(phone, type)).toEqual({ jobs: [], entries: [] });
    expect(phone.maker.find(JOB)).toMatchObject({ title: 'Attic and cellar', revision: 2 });
  });

  it.each<{ fate: Fate; is: Partial<WaitingJob> }>([
    { fate: { problem: 'access-denied' }, is: { problem: 'access-denied', wrong: [] } },
    { fate: { problem: 'bad-request' }, is: { problem: 'bad-request', wrong: ['/customer_email'] } },
  ])('stays with its photos and why it was refused: $is.problem; mended, it goes', async ({ fate, is }) => {
    const phone = createPhoneWithJobs({ fates: [fate] });
    await phone.keep('Attic');
    await phone.keepPhotos(2);
    const refused = await liveOn(phone);
    expect(refused.jobs).toMatchObject([{ ...is, job: { title: 'Attic' } }]);
    expect(refused.entries.map(({ stuck, photoId }) => ({ stuck, photoId }))).toEqual([
      { stuck: null, photoId: null },
      { stuck: null, photoId: null },
    ]);
    expect(await liveOn(phone, () => phone.keep('Attic, mended'))).toEqual({ jobs: [], entries: [] });
    expect(phone.maker.find(JOB)?.title).toBe('Attic, mended');
    expect([...phone.wrongs]).toEqual([]);
  });

  it('is not made of another job that has its id, and is tried once more when its owner says so', async () => {
    const phone = createPhoneWithJobs();
    phone.maker.take(JOB);
    await phone.keep('Attic');
    expect((await liveOn(phone)).jobs).toMatchObject([{ problem: 'job-exists' }]);
    const tryAgain = async () => {
      phone.sender.sendNow();
      await phone.clock.sleep(1000);
    };
    expect((await liveOn(phone, tryAgain)).jobs).toMatchObject([{ problem: 'job-exists' }]);
    expect(phone.maker.find(JOB)?.title).toBe('Another');
  });

  it('keeps what was typed since where somebody has changed the job meanwhile, and lets its photos go', async () => {
    const phone = createPhoneWithJobs({ fates: ['lose', 'pass', { problem: 'edited-meanwhile' }] });
    await phone.keep('Attic');
    await phone.keepPhotos(1);
    const type = async () => {
      await phone.clock.sleep(150);
      await phone.keep('Cellar');
    };
    const { jobs, entries } = await liveOn(phone, type);
    expect(jobs).toMatchObject([{ job: { title: 'Cellar' }, made: { title: 'Attic' }, problem: 'edited-meanwhile' }]);
    expect(entries).toEqual([]);
  });

  it('holds up no photo of another job while the server refuses it for now', async () => {
    const phone = createPhoneWithJobs({ fates: Array(20).fill({ problem: 'unavailable', retryAfterSeconds: 30 }) });
    await phone.keep('Attic');
    await phone.keepPhotos(2, { jobId: 'j-other' });
    phone.maker.take('j-other');
    const look = async () => {
      await phone.clock.sleep(20_000);
      expect(await phone.store.list('dana')).toEqual([]);
    };
    expect(await liveOn(phone, look)).toEqual({ jobs: [], entries: [] });
  });

  it('frees photos that an older page has tried to send before it', async () => {
    const phone = createPhoneWithJobs();
    await phone.keep('Attic');
    await phone.keepPhotos(1, { stuck: 'access-denied' });
    expect(await liveOn(phone)).toEqual({ jobs: [], entries: [] });
  });

  it('waits for its owner while somebody else has the phone', async () => {
    const phone = createPhoneWithJobs();
    phone.session.change({ kind: 'sign-in', subject: 'sam' }, true);
    await phone.keep('Attic');
    await phone.keepPhotos(1);
    const { jobs, entries } = await liveOn(phone, () => phone.clock.sleep(120_000));
    expect([jobs.length, entries.length, phone.maker.find(JOB)]).toEqual([1, 1, undefined]);
    phone.session.change({ kind: 'sign-in', subject: 'dana' }, true);
    expect(await liveOn(phone)).toEqual({ jobs: [], entries: [] });
    expect(phone.maker.makers).toEqual({ [JOB]: 'dana' });
  });
});

describe('the sender, with jobs that wait', () => {
  const fate = fc.constantFrom<Fate>(
    'cut',
    'lose',
    'stall',
    { problem: 'unavailable', retryAfterSeconds: 5 },
    { problem: 'internal' },
    { problem: 'token-expired' },
  );
  const storms: fc.Arbitrary<Storm> = fc.record({
    seed: fc.integer(),
    fates: fc.array(fate, { maxLength: 12 }),
    jobs: fc.array(fc.record({ subject: fc.constantFrom('dana', 'sam'), photos: fc.nat(2) }), {
      minLength: 1,
      maxLength: 3,
    }),
    typed: fc.array(fc.record({ afterMs: fc.nat(20_000), job: fc.nat(2) }), { maxLength: 4 }),
    turns: fc.array(fc.record({ afterMs: fc.nat(20_000), subject: fc.constantFrom('dana', 'sam') }), { maxLength: 3 }),
  });

  /** Types, and passes the phone on, while it sends; then both have it for as long as they need. */
  async function outlive({ jobs, typed, turns, ...storm }: Storm) {
    const phone = createPhoneWithJobs(storm);
    const titles = jobs.map((_, index) => `Job ${index}`);
    const ownerOf = (index: number) => ({ jobId: `j-${index}`, subject: jobs[index]?.subject ?? '' });
    for (const [index, { photos }] of jobs.entries()) {
      await phone.keep(titles[index] ?? '', ownerOf(index));
      await phone.keepPhotos(photos, ownerOf(index));
    }
    const type = async () => {
      for (const { afterMs, job } of typed) {
        await phone.clock.sleep(afterMs);
        const waiting = await phone.waitingJobs.list(ownerOf(job).subject);
        if (!waiting.some((each) => each.job.job_id === ownerOf(job).jobId)) continue;
        titles[job] += ', typed';
        await phone.keep(titles[job] ?? '', ownerOf(job));
      }
    };
    const change = async () => {
      for (const { afterMs, subject } of turns) {
        await phone.clock.sleep(afterMs);
        phone.session.change({ kind: 'sign-in', subject }, true);
      }
    };
    await liveOn(phone, () => Promise.all([type(), change()]));
    for (const subject of ['dana', 'sam']) {
      phone.session.change({ kind: 'sign-in', subject }, true);
      await liveOn(phone);
    }
    return { ...phone, titles };
  }

  it('makes each once as it was typed last, and sends no photo of it before, nor anything with another’s token', async () => {
    const property = fc.asyncProperty(storms, async (storm) => {
      const { titles, maker, store, wrongs } = await outlive(storm);
      expect(titles.map((_, index) => maker.find(`j-${index}`)?.title)).toEqual(titles);
      const owners = storm.jobs.map(({ subject }, index) => [`j-${index}`, subject]);
      expect(maker.makers).toEqual(Object.fromEntries(owners));
      expect(await store.listAll()).toEqual([]);
      expect([...wrongs]).toEqual([]);
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
