/**
 * EventBridge on one machine, as far as scheduled rules go: each target of a rule is given its event when the rule is due.
 * It is invoked asynchronously, so a function that fails is given the same event twice more, after one and two minutes (Lambda
 * Developer Guide, "How Lambda handles errors and retries with asynchronous invocation").
 * Departure: a rate counts from the start of the run, and what was due before it is left out.
 */
import { randomUUID } from 'node:crypto';
import type { LambdaOutcome } from '../lambda/lambda-function.ts';
import type { ScheduleClock } from './schedule-clock.ts';
import type { Schedule } from './schedule-expression.ts';

export interface ScheduledRule {
  readonly name: string;
  readonly arn: string;
  readonly schedule: Schedule;
  readonly targets: readonly ScheduleTarget[];
}

export interface ScheduleTarget {
  readonly functionName: string;
  /** What the function gets instead of the event; undefined: the event. */
  readonly input: unknown;
  /** How often it is given an event again that it failed at, 0 to 2. */
  readonly retries: number;
}

export interface SchedulesOptions {
  readonly rules: readonly ScheduledRule[];
  readonly accountId: string;
  readonly region: string;
  readonly clock: ScheduleClock;
  readonly invoke: (functionName: string, event: unknown, requestId: string) => Promise<LambdaOutcome>;
  readonly log: (line: string) => void;
}

export interface Schedules {
  /** Gives out no more events, and waits for those under way. */
  close(): Promise<void>;
}

/** Between the first and the second try, and between that and the third. */
const RETRY_AFTER_MS = [60_000, 120_000];

export function startSchedules(options: SchedulesOptions): Schedules {
  const stop = new AbortController();
  const running = options.rules.map((rule) => follow(rule, options, stop.signal));
  return {
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
}

/** Waits for no function: a rule that is due again meanwhile invokes it again. */
async function follow(rule: ScheduledRule, options: SchedulesOptions, signal: AbortSignal): Promise<void> {
  const { clock } = options;
  const underWay = new Set<Promise<void>>();
  let dueMs = rule.schedule.next(clock.now());
  while (dueMs !== null) {
    await clock.sleepUntil(dueMs, signal);
    if (signal.aborted) break;
    const event = toEvent(rule, dueMs, options);
    for (const target of rule.targets) {
      const done = deliver(target, target.input === undefined ? event : target.input, { options, signal });
      underWay.add(done);
      void done.finally(() => underWay.delete(done));
    }
    // What was due while the machine slept is not made up for.
    dueMs = rule.schedule.next(dueMs);
    while (dueMs !== null && dueMs <= clock.now()) dueMs = rule.schedule.next(dueMs);
  }
  await Promise.all(underWay);
}

interface Delivery {
  readonly options: SchedulesOptions;
  readonly signal: AbortSignal;
}

async function deliver(
  { functionName, retries }: ScheduleTarget,
  event: unknown,
  { options: { clock, invoke, log }, signal }: Delivery,
): Promise<void> {
  const requestId = randomUUID();
  for (const waitMs of [...RETRY_AFTER_MS.slice(0, retries), null]) {
    const outcome = await invoke(functionName, event, requestId).catch(toFailure);
    if (outcome.ok) return;
    log(`${functionName} failed at its event: ${outcome.errorType}: ${outcome.message}`);
    if (waitMs !== null) await clock.sleepUntil(clock.now() + waitMs, signal);
    if (signal.aborted) return;
  }
}

function toFailure(error: unknown): LambdaOutcome {
  return { ok: false, reason: 'error', errorType: 'InvokeError', message: String(error) };
}

/** EventBridge User Guide, "Scheduled events". */
function toEvent({ arn }: ScheduledRule, dueMs: number, { accountId, region }: SchedulesOptions) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: new Date(dueMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [arn],
    detail: {},
  };
}
