import { describe, expect, it } from 'vitest';
import {
  isDue,
  type RetainedJob,
  type RetentionOutcome,
  type RetentionPorts,
  removeDuePhotos,
} from '../../../origin/core/retention.ts';

const DAY_MS = 86_400_000;
const nowMs = Date.parse('2026-11-30T12:00:00.000Z');
const daysAgo = (days: number, ms = 0) => new Date(nowMs - days * DAY_MS + ms).toISOString();
const rule = { days: 30, nowMs };
const CLOSED: RetainedJob = { job_id: 'j-1', status: 'closed', updated_at: daysAgo(40), last_photo_at: daysAgo(50) };

describe('isDue', () => {
  it.each([
    ['30 days to the millisecond', { updated_at: daysAgo(30) }, true],
    ['a millisecond less', { updated_at: daysAgo(30, 1) }, false],
    ['a photo that came later than the job was closed', { last_photo_at: daysAgo(10) }, false],
    ['a job that never had a photo', { last_photo_at: undefined }, true],
    ['one that was cancelled', { status: 'cancelled' }, true],
    ['one that is open', { status: 'open' }, false],
    ['one that is pending', { status: 'pending' }, false],
    ['one that is done', { photos_removed_at: daysAgo(5) }, false],
    ['one that was done, and got photos since', { photos_removed_at: daysAgo(60) }, true],
    ['a time that is none', { updated_at: 'yesterday' }, false],
  ] as const)('%s', (_what, facts, expected) => {
    expect(isDue({ ...CLOSED, ...facts } as RetainedJob, rule)).toBe(expected);
  });
});

/** Two jobs that are due, one of them as the test says. */
function createPorts(changes: Partial<RetentionPorts> = {}) {
  const calls: string[] = [];
  const note = (call: string) => async (jobId: string) => void calls.push(`${call} ${jobId}`);
  const ports: RetentionPorts = {
    async *listQuietJobs() {
      yield* ['j-1', 'j-2'];
    },
    readJob: async (jobId) => ({ ...CLOSED, job_id: jobId }),
    isHeld: async () => false,
    countPhotos: async () => 3,
    removeObjects: async (jobId) => {
      calls.push(`objects ${jobId}`);
      return { removed: 9, locked: 0 };
    },
    removeRecords: note('records'),
    tell: note('tell'),
    settle: note('settle'),
    report: () => undefined,
    ...changes,
  };
  const run = (options = {}) => removeDuePhotos(ports, { ...rule, isDryRun: false, isOver: () => false, ...options });
  return { calls, run };
}
const kinds = (outcomes: readonly RetentionOutcome[]) => outcomes.map(({ kind, job_id }) => `${kind} ${job_id}`);

describe('removeDuePhotos', () => {
  it('tells, removes files, then records, then says that the job is done', async () => {
    const { calls, run } = createPorts();
    expect(await run()).toEqual([
      { kind: 'removed', job_id: 'j-1', photos: 3, objects: 9 },
      { kind: 'removed', job_id: 'j-2', photos: 3, objects: 9 },
    ]);
    expect(calls.slice(0, 4)).toEqual(['tell j-1', 'objects j-1', 'records j-1', 'settle j-1']);
  });

  it('changes nothing in a dry run, nor of a job on hold', async () => {
    const dry = createPorts();
    expect(kinds(await dry.run({ isDryRun: true }))).toEqual(['due j-1', 'due j-2']);
    const held = createPorts({ isHeld: async (jobId) => jobId === 'j-1' });
    expect(kinds(await held.run())).toEqual(['held j-1', 'removed j-2']);
    expect([...dry.calls, ...held.calls].filter((call) => call.endsWith('j-1'))).toEqual([]);
  });

  it('keeps the records of what the bucket does not let go yet, and comes again', async () => {
    const { calls, run } = createPorts({ removeObjects: async () => ({ removed: 1, locked: 8 }) });
    expect(kinds(await run())).toEqual(['locked j-1', 'locked j-2']);
    expect(calls.filter((call) => /records|settle/.test(call))).toEqual([]);
  });

  it('looks at a job as it is now: one that was opened again keeps its photos', async () => {
    const { calls, run } = createPorts({ readJob: async () => ({ ...CLOSED, status: 'open' }) });
    expect(await run()).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('begins no other job when its time is up', async () => {
    const told = [false, true];
    const { run } = createPorts();
    expect(kinds(await run({ isOver: () => told.shift() ?? true }))).toEqual(['removed j-1']);
  });

  it('says nothing of a job that has nothing', async () => {
    const { calls, run } = createPorts({
      countPhotos: async () => 0,
      removeObjects: async () => ({ removed: 0, locked: 0 }),
    });
    expect(await run()).toEqual([]);
    expect(calls).toEqual(['records j-1', 'settle j-1', 'records j-2', 'settle j-2']);
  });
});
