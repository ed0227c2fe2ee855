/** `npm run fill`: jobs, their people and photos in bulk, in the product's own formats, for a local run of real size to look at. */
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import type { JobFile } from '../../origin/job-file.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { drawSamples } from './fill/draw-samples.ts';
import { fillJobs } from './fill/fill-jobs.ts';
import { fillPhotos } from './fill/fill-photos.ts';
import { formatInventedJobId, inventAlbumJob, inventJob, type JobInvention, type Person } from './fill/invent-jobs.ts';
import { type InventedPhoto, inventPhoto } from './fill/invent-photos.ts';
import { withRun } from './fill/with-run.ts';
import { currentJob, listCopies, readJob, writeJob } from './job-store.ts';
import { listPhotos } from './list-photos.ts';
import { createProgress } from './progress.ts';
import type { Target } from './target.ts';

const MOST = 99_999;
/** Where photos are spread over the jobs, the newest have so many each. */
const PHOTOS_EACH = 10;

const HELP = `Fills a local run with invented jobs and photos, so that it can be seen at size.

Usage: npm run fill -- --jobs 10000 --photos 10000 --in j-big
  --jobs N           so many jobs, f00001 the oldest (0)
  --photos N         so many photos, drawn small (0)
  --in ID            all of them into this job, which is made if it is not there; else ${PHOTOS_EACH} into each of the newest jobs
  --member SUB=NAME  a worker who is in the crew of some of the jobs (user-wes=Wes Alvarado, the demo's worker)
  --member-jobs N    of how many, from the oldest to the newest (600)
  --data DIR         data folder of the local run (.local)

Works on the run of that folder; where none is running, one is started and ended again. What is there already stays as it is, so
that it may be stopped and run again. Everything is as the product itself would have written it, and as \`npm run reindex\` makes it of
the bucket: copies and rows of jobs, words for the search, records, album, counts, audit events, originals and derived images.`;

await runCommand(
  {
    help: HELP,
    options: {
      jobs: { type: 'string', default: '0' },
      photos: { type: 'string', default: '0' },
      in: { type: 'string' },
      member: { type: 'string', default: 'user-wes=Wes Alvarado' },
      'member-jobs': { type: 'string', default: '600' },
      data: { type: 'string', default: '.local' },
    },
    run: async ({ values, positionals }, signal) => {
      if (positionals.length > 0) throw new CommandError(`${positionals[0]}: what is that? See --help.`);
      const total = parseCount('--jobs', values.jobs);
      const order: FillOrder = {
        photos: parseCount('--photos', values.photos),
        albumJob: parseAlbumJob(values.in),
        invention: {
          total,
          member: parsePerson(values.member),
          memberJobs: parseCount('--member-jobs', values['member-jobs']),
          nowMs: Date.now(),
        },
      };
      if (total + order.photos === 0) throw new CommandError('--jobs or --photos: how many? See --help.');
      if (order.photos > 0 && order.albumJob === null && order.photos > total * PHOTOS_EACH) {
        throw new CommandError(`--photos: without --in, ${PHOTOS_EACH} for each of --jobs at most`);
      }
      return withRun(values.data, signal, (target) => fill(target, order, signal));
    },
  },
  process.argv.slice(2),
);

interface FillOrder {
  readonly photos: number;
  /** Into which all photos go; null: into the newest jobs. */
  readonly albumJob: string | null;
  readonly invention: JobInvention;
}

async function fill(target: Target, order: FillOrder, signal: AbortSignal) {
  const counters = { jobs: newCounter(), photos: newCounter() };
  await write(target, { order, signal, counters }).catch((error: unknown) => {
    process.stderr.write(`${target.label}: ${formatCounters(counters)}\n`);
    throw error;
  });
  const isWhole = [counters.jobs, counters.photos].every(({ wanted, written }) => written === wanted);
  return { summary: `${target.label}: ${formatCounters(counters)}`, isClean: isWhole };
}

interface Counter {
  /** What was not there yet. */
  wanted: number;
  written: number;
  there: number;
}

type Counters = Readonly<Record<'jobs' | 'photos', Counter>>;

function newCounter(): Counter {
  return { wanted: 0, written: 0, there: 0 };
}

function formatCounters(counters: Counters): string {
  const format = (toCount: (counter: Counter) => number) =>
    `${toCount(counters.jobs)} jobs and ${toCount(counters.photos)} photos`;
  const missing = ({ wanted, written }: Counter) => wanted - written;
  const isThere = counters.jobs.there + counters.photos.there > 0;
  const isMissing = missing(counters.jobs) + missing(counters.photos) > 0;
  return [
    `${format(({ written }) => written)} written`,
    ...(isThere ? [`${format(({ there }) => there)} were there`] : []),
    ...(isMissing ? [`${format(missing)} not written, do it again`] : []),
  ].join('; ');
}

interface Filling {
  readonly order: FillOrder;
  readonly signal: AbortSignal;
  readonly counters: Counters;
}

async function write(target: Target, { order, signal, counters }: Filling): Promise<void> {
  const jobs = await listMissingJobs(target, order.invention);
  const photos = await listMissingPhotos(target, order);
  Object.assign(counters.jobs, { wanted: jobs.length, there: order.invention.total - jobs.length });
  Object.assign(counters.photos, { wanted: photos.length, there: order.photos - photos.length });
  const progress = createProgress();
  const count = (what: 'jobs' | 'photos') => (more: number) => {
    counters[what].written += more;
    progress.show(counters[what].written, counters[what].wanted, what);
  };
  try {
    await fillJobs(target, jobs, { signal, onWritten: count('jobs') });
    await fillPhotos(target, photos, { signal, onWritten: count('photos') });
  } finally {
    progress.end();
  }
}

async function listMissingJobs(target: Target, invention: JobInvention): Promise<readonly JobFile[]> {
  const there = new Set(invention.total > 0 ? await listCopies(target) : []);
  const jobs = Array.from({ length: invention.total }, (_, index) => index);
  return jobs.filter((index) => !there.has(formatInventedJobId(index))).map((index) => inventJob(index, invention));
}

async function listMissingPhotos(target: Target, order: FillOrder): Promise<readonly InventedPhoto[]> {
  if (order.photos === 0) return [];
  const { nowMs } = order.invention;
  const samples = await drawSamples(order.photos, createSharpRenderer);
  const albums = await chooseAlbums(target, order);
  const invented = albums.flatMap(({ job, total }) =>
    Array.from({ length: total }, (_, index) => inventPhoto(index, { job, total, samples, nowMs })),
  );
  const listed = await listPhotos(target.s3, { bucket: target.bucket, jobId: order.albumJob });
  const there = new Set(listed.map(({ jobId, photoId }) => `${jobId}/${photoId}`));
  return invented.filter(({ jobId, planned }) => !there.has(`${jobId}/${planned.photoId}`));
}

interface FilledAlbum {
  readonly job: JobFile;
  readonly total: number;
}

async function chooseAlbums(target: Target, order: FillOrder): Promise<readonly FilledAlbum[]> {
  const { albumJob, photos, invention } = order;
  if (albumJob !== null) return [{ job: await openAlbumJob(target, albumJob, invention), total: photos }];
  return Array.from({ length: Math.ceil(photos / PHOTOS_EACH) }, (_, index) => ({
    job: inventJob(invention.total - 1 - index, invention),
    total: Math.min(PHOTOS_EACH, photos - index * PHOTOS_EACH),
  }));
}

async function openAlbumJob(target: Target, jobId: string, invention: JobInvention): Promise<JobFile> {
  const stored = await readJob(target, jobId);
  const standing = currentJob(stored);
  if (standing !== null) return standing;
  const job = inventAlbumJob(jobId, invention);
  await writeJob(target, job, stored);
  return job;
}

/** @throws {CommandError} when it is no such number */
function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= MOST) return count;
  throw new CommandError(`${option}: a whole number of 0 to ${MOST} is wanted, not ${text}`);
}

function parseAlbumJob(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (isJobId(text)) return text;
  throw new CommandError(`--in: ${text} is no job id`);
}

/** The name stands behind the last `=`: a subject may have one. */
function parsePerson(text: string): Person {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new CommandError(`--member: ${text} is not SUB=NAME`);
  return { subject: text.slice(0, at), name: text.slice(at + 1) };
}
