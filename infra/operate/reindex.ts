/** `npm run reindex`: rebuilds jobs, records and missing images from the bucket alone. */
import { createDynamodbAuditLog } from '../../origin/adapters/dynamodb-audit-log.ts';
import { createDynamodbRecordStore } from '../../origin/adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from '../../origin/adapters/s3-photo-store.ts';
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import { BOUNDS } from '../../origin/core/check-pixels.ts';
import type { PipelinePorts } from '../../origin/core/ports.ts';
import type { NotesPlace } from '../../origin/notes.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { explainError, isFatal } from './explain-error.ts';
import { inParallel, type ParallelOptions } from './in-parallel.ts';
import { listCopies } from './job-store.ts';
import { listAbsent, readPhotoRecords } from './list-absent.ts';
import { listMoves } from './list-moves.ts';
import { listPhotos } from './list-photos.ts';
import { parseJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { type RebuiltMove, rebuildMove } from './rebuild-move.ts';
import { listNotedPlaces, type RebuiltNotes, rebuildNotes } from './rebuild-notes.ts';
import { type Rebuilt, rebuildPhoto } from './rebuild-photo.ts';
import { restoreJob } from './restore-job.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';

const HELP = `Rebuilds the rows of jobs and their members, photos' records, missing images and notes, from the bucket alone.

Usage: npm run reindex [-- options]
  --job ID         only this job
  --all            also photos that lack nothing
  --dry-run        only counts
  --concurrency N  photos at a time (2)
${TARGET_HELP}

Jobs and who may see them come from the copies that \`npm run jobs\` keeps in the bucket; titles and stages of photos from
the objects' metadata and, where edited, from their tags; notes from their own files. A deleted photo stays deleted, whatever was sent after it. What the
records tell of and the bucket does not have is named, and the exit code is 1. It may be stopped and run again at any time.`;

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      job: { type: 'string' },
      all: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '2' },
    },
    run: async ({ values }, signal) => {
      const workers = Number(values.concurrency);
      if (!(workers >= 1 && workers <= 64)) throw new CommandError('--concurrency takes 1 to 64');
      const options = { jobId: parseJobOption(values.job), dryRun: values['dry-run'], parallel: { workers, signal } };
      const target = await openTarget(values);
      try {
        const jobs = await reindexJobs(target, options);
        const moves = await reindexMoves(target, options);
        const photos = await reindexPhotos(target, { ...options, all: values.all });
        const notes = await reindexNotes(target, options);
        const absent = await findAbsent(target, options);
        const moved = moves.size === 0 ? '' : `${formatCounts(moves, 'moves')}; `;
        const noted = notes.size === 0 ? '' : `; ${formatCounts(notes, 'notes')}`;
        const list = `${formatCounts(jobs, 'jobs')}; ${moved}${formatCounts(photos, 'photos')}${noted}${formatAbsent(absent)}`;
        const isClean = ![jobs, moves, photos, notes].some((counts) => counts.has('failed')) && absent.length === 0;
        return { summary: `${options.dryRun ? 'dry run: ' : ''}${target.label}: ${list}`, isClean };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

interface ReindexOptions {
  readonly jobId: string | null;
  readonly dryRun: boolean;
  readonly parallel: ParallelOptions;
}

type Counts<Outcome> = Map<Outcome | 'failed', number>;

/** First, so that those who may see them see them while the photos are worked through. */
async function reindexJobs(target: Target, { jobId, dryRun, parallel }: ReindexOptions) {
  const jobIds = jobId === null ? await listCopies(target) : [jobId];
  return countOutcomes(jobIds, (id) => restoreJob(target, id, dryRun), { parallel, name: (id) => `job ${id}` });
}

/** Before the photos: what lies in a job that its photo has left goes where it belongs first. */
async function reindexMoves(target: Target, { jobId, dryRun, parallel }: ReindexOptions): Promise<Counts<RebuiltMove>> {
  const ports = openPipeline(target);
  return countOutcomes(await listMoves(target, jobId), (photo) => rebuildMove(photo, ports, dryRun), {
    parallel,
    name: ({ jobId: job, photoId }) => `move of ${photoId} out of job ${job}`,
  });
}

async function reindexPhotos(
  target: Target,
  { jobId, parallel, ...options }: ReindexOptions & { readonly all: boolean },
): Promise<Counts<Rebuilt>> {
  const ports = openPipeline(target);
  const photos = await listPhotos(target.s3, { bucket: target.bucket, jobId });
  return countOutcomes(photos, (photo) => rebuildPhoto(photo, ports, options), {
    parallel,
    name: ({ jobId: job, photoId }) => `jobs/${job}/${photoId}`,
  });
}

/** After the photos: their records tell how many notes they have. */
async function reindexNotes(
  target: Target,
  { jobId, dryRun, parallel }: ReindexOptions,
): Promise<Counts<RebuiltNotes>> {
  const { records } = openPipeline(target);
  const rebuild = (place: NotesPlace) => rebuildNotes(target, place, { records, dryRun });
  return countOutcomes(await listNotedPlaces(target, jobId), rebuild, {
    parallel,
    name: ({ jobId: job, photoId }) => `notes on ${photoId ?? `job ${job}`}`,
  });
}

async function findAbsent(target: Target, { jobId }: ReindexOptions): Promise<readonly string[]> {
  // The records first: what arrives between the two is in the bucket, and in no record that was read.
  const records = await readPhotoRecords(target, { jobId });
  return listAbsent(records, await listPhotos(target.s3, { bucket: target.bucket, jobId }), Date.now() / 1000);
}

/** One line for each. */
function formatAbsent(absent: readonly string[]): string {
  return absent.map((key) => `\n${key}: recorded, and absent from the bucket`).join('');
}

interface CountOptions<Item> {
  readonly parallel: ParallelOptions;
  readonly name: (item: Item) => string;
}

/** Reports an item that fails and goes on with the others, unless all would fail alike. */
async function countOutcomes<Item, Outcome>(
  items: readonly Item[],
  work: (item: Item) => Promise<Outcome>,
  { parallel, name }: CountOptions<Item>,
): Promise<Counts<Outcome>> {
  const counts: Counts<Outcome> = new Map();
  const progress = createProgress();
  let done = 0;
  const count = async (item: Item) => {
    const outcome = await work(item).catch((error: unknown) => {
      if (isFatal(error)) throw error;
      process.stderr.write(`${name(item)}: ${explainError(error)}\n`);
      return 'failed' as const;
    });
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    done += 1;
    progress.show(done, items.length, name(item));
  };
  await inParallel(items, count, parallel);
  progress.end();
  return counts;
}

/** `jobs: 2 restored, 5 whole`. */
function formatCounts(counts: ReadonlyMap<string, number>, what: string): string {
  return `${what}: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'none'}`;
}

function openPipeline({ s3, documents, bucket, table, auditTable }: Target): PipelinePorts {
  return {
    photos: createS3PhotoStore({ client: s3, bucket, maxBytes: BOUNDS.maxBytes }),
    records: createDynamodbRecordStore(documents, table),
    audit: createDynamodbAuditLog(documents, auditTable),
    renderer: createSharpRenderer(),
  };
}
