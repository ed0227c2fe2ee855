/** `npm run reconcile`: compares the bucket with the records, as the schedule does, at once and to the end. */
import { createPipelineQueue } from '../../origin/adapters/pipeline-queue.ts';
import { createReconciledBucket } from '../../origin/adapters/reconciled-bucket.ts';
import { createReconciledRecords } from '../../origin/adapters/reconciled-records.ts';
import {
  addCounts,
  NOTHING_COMPARED,
  PASS_START,
  type PageCounts,
  type PassCursor,
  type PassOptions,
  type ReconcilePorts,
  reconcilePage,
} from '../../origin/core/reconcile.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { parseJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';

const HELP = `Compares the bucket with the records. What no record tells of is named ("unrecorded") and sent to the pipeline, and so is what
a deletion left in sight ("unhidden"). What records tell of and nobody gets from the bucket is named too ("absent"): the exit
code is 1 then.

Usage: npm run reconcile [-- options]
  --job ID         only this job
  --min-age MIN    passes over what is younger, for it may be on its way (60 minutes)
  --dry-run        sends nothing
${TARGET_HELP}

It may be stopped and run again at any time.`;

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      job: { type: 'string' },
      'min-age': { type: 'string', default: '60' },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values }, signal) => {
      const options = { jobId: parseJobOption(values.job), minAgeMs: parseMinAge(values['min-age']) };
      const dryRun = values['dry-run'];
      const target = await openTarget(values);
      try {
        const { objects, unrecorded, unhidden, absent } = await compareAll(openPorts(target, dryRun), options, signal);
        const list = `${objects} objects, ${unrecorded} unrecorded, ${unhidden} unhidden, ${absent} absent`;
        return { summary: `${dryRun ? 'dry run: ' : ''}${target.label}: ${list}`, isClean: absent === 0 };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

function parseMinAge(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new CommandError('--min-age takes minutes, 0 or more');
  return Number(text) * 60_000;
}

async function compareAll(
  ports: ReconcilePorts,
  options: Omit<PassOptions, 'nowMs'>,
  signal: AbortSignal,
): Promise<PageCounts> {
  const progress = createProgress();
  let sum = NOTHING_COMPARED;
  let cursor: PassCursor | null = PASS_START;
  while (cursor !== null && !signal.aborted) {
    const { counts, next }: Awaited<ReturnType<typeof reconcilePage>> = await reconcilePage(cursor, ports, {
      ...options,
      nowMs: Date.now(),
    });
    sum = addCounts(sum, counts);
    progress.show(sum.objects, null, formatPlace(next));
    cursor = next;
  }
  progress.end();
  return sum;
}

function formatPlace(cursor: PassCursor | null): string {
  return (cursor?.by === 'bucket' ? cursor.after?.photo?.jobId : cursor?.jobId) ?? '';
}

function openPorts(target: Target, dryRun: boolean): ReconcilePorts {
  const { s3: client, bucket, documents, table, sqs, uploadQueueUrl: queueUrl } = target;
  return {
    bucket: createReconciledBucket({ client, bucket }),
    records: createReconciledRecords({ client: documents, table }),
    send: dryRun ? async () => {} : createPipelineQueue({ client: sqs, queueUrl }),
    report: ({ kind, key }) => void process.stdout.write(`${kind.padEnd(10)} ${key}\n`),
  };
}
