/** `npm run redrive`: sends to the pipeline again what it could not develop: photos, and dead letters that nothing could be made of. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { createPipelineQueue } from '../../origin/adapters/pipeline-queue.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { parseJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';
import { listUndeveloped } from './undeveloped-photos.ts';

const HELP = `Sends to the pipeline again what it could not develop, to be tried five times more: the photos that are in their albums
without ever having been developed, and the dead letters that could not even be recorded.

Usage: npm run redrive [-- options]
  --job ID         only the photos of this job, and no dead letters
  --dry-run        only counts
${TARGET_HELP}

A photo that is being developed at this moment may be counted too; sending it once more changes nothing.`;

const POLL_MS = 500;
const NO_LETTERS = { summary: 'no dead letters', isClean: true };

await runCommand(
  {
    help: HELP,
    options: { ...TARGET_OPTIONS, job: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
    run: async ({ values }, signal) => {
      const options = { jobId: parseJobOption(values.job), dryRun: values['dry-run'], signal };
      const target = await openTarget(values);
      try {
        const letters = options.jobId === null ? await putBack(target, options) : null;
        const sent = await sendAgain(target, options);
        const photos = `${sent === 0 ? 'no' : sent} undeveloped photos${options.dryRun || sent === 0 ? '' : ' sent again'}`;
        const prefix = options.dryRun ? 'dry run: ' : '';
        const list = [...(letters ? [letters.summary] : []), photos].join(', ');
        return { summary: `${prefix}${target.label}: ${list}`, isClean: letters?.isClean ?? true };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

interface RedriveOptions {
  /** Null: every job. */
  readonly jobId: string | null;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

async function putBack(target: Target, { dryRun, signal }: RedriveOptions): Promise<typeof NO_LETTERS> {
  const { arn, count } = await describeQueue(target.sqs, target.deadLettersQueueUrl);
  if (count === 0) return NO_LETTERS;
  if (dryRun) return { summary: `${count} dead letters`, isClean: true };
  const moved = await moveAll(target.sqs, arn, { total: count, signal });
  if (signal.aborted) return { summary: `SQS goes on by itself, ${moved} of ${count} were put back`, isClean: true };
  return { summary: `${moved} of ${count} put back`, isClean: moved >= count };
}

async function sendAgain(target: Target, { jobId, dryRun, signal }: RedriveOptions): Promise<number> {
  const send = createPipelineQueue({ client: target.sqs, queueUrl: target.uploadQueueUrl });
  const progress = createProgress();
  let count = 0;
  for await (const versions of listUndeveloped(target, jobId)) {
    if (signal.aborted) break;
    if (!dryRun) await send(versions);
    count += versions.length;
    progress.show(count, null);
  }
  progress.end();
  return count;
}

async function describeQueue(sqs: SQSClient, QueueUrl: string): Promise<{ arn: string; count: number }> {
  const AttributeNames = ['QueueArn' as const, 'ApproximateNumberOfMessages' as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  if (!Attributes?.QueueArn) throw new CommandError(`${QueueUrl}: no such queue`);
  return { arn: Attributes.QueueArn, count: Number(Attributes.ApproximateNumberOfMessages ?? 0) };
}

interface MoveOptions {
  readonly total: number;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** SQS moves them itself; this watches. Returns how many it has moved. */
async function moveAll(sqs: SQSClient, SourceArn: string, { total, signal }: MoveOptions): Promise<number> {
  const progress = createProgress();
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  for (;;) {
    const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    progress.show(moved, total);
    if (signal.aborted) return moved;
    if (task?.Status === 'RUNNING') {
      await sleep(POLL_MS);
      continue;
    }
    progress.end();
    if (task?.Status !== 'COMPLETED') throw new CommandError(`SQS stopped: ${task?.FailureReason ?? task?.Status}`);
    return moved;
  }
}
