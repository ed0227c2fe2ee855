/** `npm run redrive`: puts dead letters back into the queue that they came from. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { createProgress } from './progress.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS } from './target.ts';

const HELP = `Puts the dead letters of the pipeline back into its queue, to be tried five times more.

Usage: npm run redrive [-- options]
  --dry-run        only counts
${TARGET_HELP}`;

const POLL_MS = 500;

await runCommand(
  {
    help: HELP,
    options: { ...TARGET_OPTIONS, 'dry-run': { type: 'boolean', default: false } },
    run: async ({ values }, signal) => {
      const target = await openTarget(values);
      try {
        const { arn, count } = await describeQueue(target.sqs, target.deadLettersQueueUrl);
        if (values['dry-run']) return { summary: `dry run: ${target.label}: ${count} dead letters`, isClean: true };
        if (count === 0) return { summary: `${target.label}: no dead letters`, isClean: true };
        const moved = await moveAll(target.sqs, arn, { total: count, signal });
        if (signal.aborted) {
          return { summary: `SQS goes on by itself, ${moved} of ${count} were put back`, isClean: true };
        }
        return { summary: `${target.label}: ${moved} of ${count} put back`, isClean: moved >= count };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

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
