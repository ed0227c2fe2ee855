/** `npm run retention`: the rule by which photos of jobs that are over go for good: what it would do, done now, and jobs that it passes over. */
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createRetentionStore } from '../../origin/adapters/retention-store.ts';
import { removeDuePhotos } from '../../origin/core/retention.ts';
import { formatHoldKey, type Hold } from '../../origin/hold.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { currentJob, readJob } from './job-store.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';

const HELP = `Photos of jobs that are closed or cancelled, and have been so for long: every version of them goes for good, from bucket and
records. The job stays, and the audit log says it. A deployment does so by itself with -c retain_closed_jobs_days=N.

Usage: npm run --silent retention -- list --days N      which jobs are due, and which of them are on hold
       npm run retention -- run --days N [--dry-run]    does it now
       npm run retention -- hold JOB --reason TEXT      keeps the photos of a job whatever the rule says
       npm run retention -- release JOB                 ends that
  --days N         so long after the job was last changed and its last photo came
  --dry-run        removes nothing
${TARGET_HELP}`;

interface Done {
  readonly summary: string;
  readonly isClean: boolean;
}

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      days: { type: 'string' },
      reason: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [verb, jobId, ...rest] }, signal): Promise<Done> => {
      const isRule = verb === 'list' || verb === 'run';
      if (!isRule && verb !== 'hold' && verb !== 'release') throw wrongUse();
      if (rest.length > 0 || (isRule && jobId !== undefined)) throw wrongUse();
      const work = isRule
        ? enforce({ days: parseDays(values.days), isDryRun: verb === 'list' || values['dry-run'], signal })
        : keep(verb, parseJob(jobId), values.reason);
      const target = await openTarget(values);
      try {
        return await work(target);
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

type Work = (target: Target) => Promise<Done>;

function enforce({ days, isDryRun, signal }: { days: number; isDryRun: boolean; signal: AbortSignal }): Work {
  return async (target) => {
    const ports = {
      ...createRetentionStore(target),
      report: ({ kind, job_id, photos }: { readonly kind: string; readonly job_id: string; readonly photos: number }) =>
        void process.stdout.write(`${[kind, job_id, photos].join('\t')}\n`),
    };
    const isOver = () => signal.aborted;
    const outcomes = await removeDuePhotos(ports, { days, nowMs: Date.now(), isDryRun, isOver });
    const count = (kind: string) => outcomes.filter((outcome) => outcome.kind === kind).length;
    const done = isDryRun ? `dry run: ${count('due')} jobs are due` : `the photos of ${count('removed')} jobs are gone`;
    const summary = `${target.label}: ${done}, ${count('held')} on hold, ${count('locked')} locked`;
    return { summary, isClean: count('locked') === 0 };
  };
}

function keep(verb: 'hold' | 'release', jobId: string, reason = ''): Work {
  if (verb === 'release') {
    return async ({ s3, bucket: Bucket, label }) => {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: formatHoldKey(jobId) }));
      return { summary: `${label}: ${jobId} is not on hold`, isClean: true };
    };
  }
  if (reason.trim() === '') throw new CommandError('--reason is needed, for who finds the hold in some years.');
  return async (target) => {
    const { s3, bucket: Bucket, label } = target;
    // A hold under a mistyped name would let the rule take what it was to keep.
    if (currentJob(await readJob(target, jobId)) === null) throw new CommandError(`${jobId}: there is no such job.`);
    const hold: Hold = { since: new Date().toISOString(), reason: reason.trim() };
    const object = { Bucket, Key: formatHoldKey(jobId), ContentType: 'application/json' };
    await s3.send(new PutObjectCommand({ ...object, Body: `${JSON.stringify(hold, null, 2)}\n` }));
    return { summary: `${label}: ${jobId} is on hold`, isClean: true };
  };
}

function parseDays(text = ''): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new CommandError('--days is needed: 1 or more.');
  return Number(text);
}

function parseJob(jobId = ''): string {
  if (!isJobId(jobId)) throw new CommandError(`${jobId || 'Which job?'}: no job id. See --help.`);
  return jobId;
}

function wrongUse(): CommandError {
  return new CommandError('list, run, hold JOB or release JOB: see --help');
}
