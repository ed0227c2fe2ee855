import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LambdaOutcome } from '../../../infra/local/aws/lambda/lambda-function.ts';
import { type EventSource, startEventSource } from '../../../infra/local/aws/sqs/event-source.ts';
import { createQueues, type Queues } from '../../../infra/local/aws/sqs/queues.ts';
import { findResource, readTemplate } from '../../infra/read-template.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';
import { arnOf, defineQueue, MAX_RECEIVES } from '../../origin/pipeline-resources.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';

const [WORK, DEAD] = [arnOf('work'), arnOf('dead')];
const [BOMB, ...GOOD] = [0, 1, 2, 3].map(photoIdOf);

interface Scene {
  readonly pipeline: TestPipeline;
  readonly queues: Queues;
  readonly source: EventSource;
  /** How often each photo was given to a worker, by id. */
  readonly tries: ReadonlyMap<string, number>;
  /** Lets the slow one go on. */
  finish(): void;
}

let batchSize: number;
let scene: Scene;
beforeEach(async () => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const [, mapping] = findResource(readTemplate({ stage: 'local' }), 'AWS::Lambda::EventSourceMapping', 'Pipeline');
  batchSize = Number(mapping.Properties.BatchSize);
});
afterEach(async () => {
  scene.finish();
  await scene.source.close();
  scene.queues.close();
  await scene.pipeline.close();
});

describe('attack: a photo that kills its worker, beside three good ones', () => {
  it('costs no other one a try, neither at first nor when the dead letters are put back', async () => {
    scene = await openScene({ POISON: BOMB ?? '', SLOW: 'none' });
    await uploadAll();
    await expect.poll(() => scene.queues.count(DEAD).visible, { timeout: 120_000 }).toBe(1);
    await expect.poll(readReady, { timeout: 120_000 }).toEqual(GOOD);
    expect(GOOD.map((id) => scene.tries.get(id))).toEqual([1, 1, 1]);
    expect(scene.tries.get(BOMB ?? '')).toBe(MAX_RECEIVES);

    scene.queues.redrive(DEAD, null);
    const late = photoIdOf(9);
    await upload(late);
    await expect.poll(() => scene.queues.count(DEAD).visible, { timeout: 120_000 }).toBe(1);
    await expect.poll(readReady, { timeout: 120_000 }).toEqual([...GOOD, late]);
    expect(scene.tries.get(late)).toBe(1);
  }, 300_000);
});

describe('attack: a photo that takes a minute, beside three good ones', () => {
  it('lets the others be developed meanwhile, and is developed itself', async () => {
    scene = await openScene({ POISON: 'none', SLOW: BOMB ?? '' });
    await uploadAll();
    await expect.poll(readReady, { timeout: 120_000 }).toEqual(GOOD);
    scene.finish();
    await expect.poll(readReady, { timeout: 60_000 }).toEqual([BOMB, ...GOOD]);
    expect(scene.queues.count(DEAD).visible).toBe(0);
  }, 300_000);
});

async function openScene(env: { readonly POISON: string; readonly SLOW: string }): Promise<Scene> {
  const pipeline = await openTestPipeline();
  const definitions = [
    {
      ...defineQueue('work', { deadLetterTargetArn: DEAD, maxReceiveCount: MAX_RECEIVES }),
      visibilityTimeoutSeconds: 1080,
    },
    defineQueue('dead', null),
  ];
  const queues = createQueues({ path: ':memory:', definitions, now: Date.now });
  const tries = new Map<string, number>();
  const slow = Promise.withResolvers<void>();
  const invoke = async (event: unknown): Promise<LambdaOutcome> => {
    const { Records } = event as { readonly Records: readonly { readonly receiptHandle: string }[] };
    const text = JSON.stringify(event);
    for (const index of [0, 1, 2, 3, 9]) {
      const id = photoIdOf(index);
      if (text.includes(id)) tries.set(id, (tries.get(id) ?? 0) + 1);
    }
    const worker = startDeveloper({ ...pipeline.environment, ...env });
    worker.send(event as object);
    const outcome = await runDeveloper(worker, slow.promise);
    // Its eighteen minutes are over; nothing else of the queue's time has passed.
    if (!outcome.ok) for (const { receiptHandle } of Records) queues.changeVisibility(WORK, receiptHandle, 0);
    return outcome;
  };
  const source = startEventSource({
    ...{ queues, queueArn: WORK, region: 'us-east-1', batchSize, batchingWindowSeconds: 0, concurrency: 2 },
    ...{ reportsBatchItemFailures: true, invoke, log: () => undefined },
  });
  return { pipeline, queues, source, tries, finish: () => slow.resolve() };
}

async function runDeveloper(worker: ChildProcess, goOn: Promise<void>): Promise<LambdaOutcome> {
  const dead = once(worker, 'exit').then((): LambdaOutcome => {
    return { ok: false, reason: 'error', errorType: 'Runtime.ExitError', message: 'signal: killed' };
  });
  const told = async (): Promise<LambdaOutcome> => {
    const [message]: unknown[] = await once(worker, 'message');
    if (message !== 'slow') return { ok: true, value: message, durationMs: 1, cold: true };
    await goOn;
    worker.send('go on');
    return told();
  };
  const outcome = await Promise.race([told(), dead]);
  worker.kill('SIGKILL');
  await dead;
  return outcome;
}

function startDeveloper(env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, [join(import.meta.dirname, 'run-developer.ts')], {
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** All four are there before the first is taken. */
async function uploadAll(): Promise<void> {
  for (const id of [BOMB, ...GOOD]) await upload(id ?? '', false);
  for (const body of scene.pipeline.notifications) scene.queues.send(WORK, { body });
}

async function upload(photoId: string, isSent = true): Promise<void> {
  const bytes = await drawQuadrants(60, 40).jpeg().toBuffer();
  const body = await scene.pipeline.upload(bytes, { photoId });
  if (isSent) scene.queues.send(WORK, { body });
}

async function readReady(): Promise<readonly string[]> {
  const records = await scene.pipeline.readRecords();
  return records.filter(({ state }) => state === 'ready').map(({ photo_id }) => photo_id);
}
