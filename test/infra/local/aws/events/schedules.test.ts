import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleClock } from '../../../../../infra/local/aws/events/schedule-clock.ts';
import { parseScheduleExpression } from '../../../../../infra/local/aws/events/schedule-expression.ts';
import { type Schedules, startSchedules } from '../../../../../infra/local/aws/events/schedules.ts';
import type { LambdaOutcome } from '../../../../../infra/local/aws/lambda/lambda-function.ts';

const START = Date.parse('2026-11-30T10:00:30Z');
const ARN = 'arn:aws:events:us-east-1:111122223333:rule/nightly';
const DONE: LambdaOutcome = { ok: true, value: null, durationMs: 1, cold: false };
const FAILED: LambdaOutcome = { ok: false, reason: 'error', errorType: 'Error', message: 'no' };

interface Call {
  readonly functionName: string;
  readonly event: unknown;
  readonly requestId: string;
  readonly atMs: number;
}

let clock: ReturnType<typeof createTestClock>;
let calls: Call[];
let schedules: Schedules;
beforeEach(() => {
  clock = createTestClock();
  calls = [];
});
afterEach(() => schedules.close());

describe('startSchedules', () => {
  it('gives each target the event of a scheduled rule when the rule is due, and not before', async () => {
    start({ expression: 'cron(0 11 * * ? *)' });
    await clock.advanceTo('2026-11-30T10:59:59Z');
    expect(calls).toEqual([]);
    await clock.advanceTo('2026-11-30T11:00:00Z');
    expect(calls.map(({ event }) => event)).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '111122223333',
        time: '2026-11-30T11:00:00Z',
        region: 'us-east-1',
        resources: [ARN],
        detail: {},
      },
    ]);
  });

  it('gives it again a period later, and what the target has as its input', async () => {
    start({ expression: 'rate(5 minutes)', input: { full: true } });
    await clock.advanceTo('2026-11-30T10:05:30Z');
    await clock.advanceTo('2026-11-30T10:10:30Z');
    expect(calls.map(({ functionName, event, atMs }) => [functionName, event, atMs - START])).toEqual([
      ['work', { full: true }, 300_000],
      ['work', { full: true }, 600_000],
    ]);
  });

  it('does not make up for what was due while the machine slept', async () => {
    start({ expression: 'rate(5 minutes)' });
    await clock.advanceTo('2026-11-30T12:00:00Z');
    expect(calls).toHaveLength(1);
    await clock.advanceTo('2026-11-30T12:00:30Z');
    expect(calls).toHaveLength(2);
  });

  it('gives a function that fails the same event twice more, after one and two minutes', async () => {
    start({ expression: 'rate(1 day)', respond: () => FAILED });
    for (const at of ['12-01T10:00:30', '12-01T10:01:29', '12-01T10:01:30', '12-01T10:03:29', '12-01T10:03:30']) {
      await clock.advanceTo(`2026-${at}Z`);
    }
    await clock.advanceTo('2026-12-01T11:00:00Z');
    expect(calls.map(({ atMs }) => (atMs - START) / 1000 - 86_400)).toEqual([0, 60, 180]);
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(1);
    expect(new Set(calls.map(({ event }) => JSON.stringify(event))).size).toBe(1);
  });

  it('tries no more often than the function says, nor after it was done', async () => {
    start({ expression: 'rate(1 day)', respond: () => FAILED, retries: 0 });
    await clock.advanceTo('2026-12-01T10:00:30Z');
    await clock.advanceTo('2026-12-01T10:05:00Z');
    expect(calls).toHaveLength(1);
    await schedules.close();
    calls.length = 0;
    clock = createTestClock();
    start({ expression: 'rate(1 day)', respond: () => (calls.length === 1 ? FAILED : DONE) });
    for (const time of ['10:00:30', '10:01:30', '10:05:00']) await clock.advanceTo(`2026-12-01T${time}Z`);
    expect(calls).toHaveLength(2);
  });

  it('ends at once, also while it waits to try again', async () => {
    start({ expression: 'rate(1 day)', respond: () => FAILED });
    await clock.advanceTo('2026-12-01T10:00:30Z');
    await schedules.close();
    await clock.advanceTo('2026-12-03T10:00:30Z');
    expect(calls).toHaveLength(1);
  });
});

interface StartOptions {
  readonly expression: string;
  readonly input?: unknown;
  readonly retries?: number;
  readonly respond?: () => LambdaOutcome;
}

function start({ expression, input, retries = 2, respond = () => DONE }: StartOptions): void {
  const targets = [{ functionName: 'work', input, retries }];
  const { now } = clock;
  schedules = startSchedules({
    rules: [{ name: 'nightly', arn: ARN, schedule: parseScheduleExpression(expression), targets }],
    accountId: '111122223333',
    region: 'us-east-1',
    clock,
    log: () => undefined,
    invoke: async (functionName, event, requestId) => {
      calls.push({ functionName, event, requestId, atMs: now() });
      return respond();
    },
  });
}

/** Stands still until it is moved. */
function createTestClock() {
  let nowMs = START;
  const sleepers = new Set<{ readonly atMs: number; wake(): void }>();
  return {
    now: () => nowMs,
    sleepUntil: (atMs, signal) =>
      new Promise<void>((resolve) => {
        const sleeper = { atMs, wake: resolve };
        if (atMs <= nowMs || signal.aborted) return resolve();
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => resolve());
      }),
    async advanceTo(time: string) {
      nowMs = Date.parse(time);
      for (const sleeper of [...sleepers].filter(({ atMs }) => atMs <= nowMs)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      // All that follows from it is done by promises.
      await new Promise((resolve) => setImmediate(resolve));
    },
  } satisfies ScheduleClock & { advanceTo(time: string): Promise<void> };
}
