/** `npm run jobs`: the jobs themselves, and who may see them. Writes the rows and the copy in the bucket that outlives them. */
import { readFile } from 'node:fs/promises';
import { completeJob, type JobDraft, type JobFile, JobFileError } from '../../origin/job-file.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { inParallel } from './in-parallel.ts';
import { toDraft } from './job-options.ts';
import { currentJob, isUpToDate, listCopies, listJobRows, readJob, type StoredJob, writeJob } from './job-store.ts';
import { parseJobList } from './parse-job-list.ts';
import { createProgress } from './progress.ts';
import { formatTextRow } from './read-audit-log.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';

const HELP = `Jobs, and who may see them.

Usage: npm run jobs -- put --id ID --title TEXT --address TEXT [--member SUB]… [--customer SUB] [--status STATUS]
                              [--name SUB=NAME]… [--customer-name NAME] [--scheduled-for TIME]
       npm run jobs -- import FILE.json|FILE.csv
       npm run --silent jobs -- list [--json]
  --id ID          the job, 1 to 64 of A-Z a-z 0-9 _ -
  --title TEXT     what is to be done
  --address TEXT   where
  --member SUB     a worker of the job, by the \`sub\` of their tokens; once for each. All that are meant: who is not named
                   has left. '' alone: nobody
  --name SUB=NAME  what a worker of the job is called; once for each. The job is found by it
  --customer SUB   whose job it is; '' for nobody
  --customer-name NAME  what the customer is called; '' for nothing
  --scheduled-for TIME  when it is to be done: ISO 8601 with its offset; '' for no time
  --status STATUS  pending, open, closed or cancelled: photos go into an open one alone
  --json           a list that import takes
  --dry-run        writes nothing
${TARGET_HELP}

What is not said of a job that is there stays as it is. Each job is written to the bucket (records/jobs/ID.json, which no
viewer can reach) and to the table, so that \`npm run reindex\` can make the rows again. A file for import is checked whole
before anything is written: a JSON list, or CSV with the columns job_id, title, address, status, members (with blanks
between), customer, customer_name, customer_phone, customer_email, scheduled_for, required_stages (with blanks between),
created_at, as many of them as you like. A job that was put into the table by hand gets its copy by
\`list --json > jobs.json\` and \`import jobs.json\`.`;

const OPTIONS = {
  ...TARGET_OPTIONS,
  id: { type: 'string' },
  title: { type: 'string' },
  address: { type: 'string' },
  member: { type: 'string', multiple: true },
  name: { type: 'string', multiple: true },
  customer: { type: 'string' },
  'customer-name': { type: 'string' },
  'scheduled-for': { type: 'string' },
  status: { type: 'string' },
  json: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** Jobs at a time. */
const WORKERS = 4;

await runCommand(
  {
    help: HELP,
    options: OPTIONS,
    run: async ({ values, positionals: [verb, ...rest] }, signal) => {
      const options = { dryRun: values['dry-run'], signal };
      if (verb === 'list' && rest.length === 0) {
        return withTarget(values, (target) => list(target, { signal, json: values.json }));
      }
      if (verb === 'put' && rest.length === 0) {
        const draft = toDraft(values);
        return withTarget(values, (target) => write(target, [draft], options));
      }
      if (verb === 'import' && rest[0] && rest.length === 1) {
        const drafts = parseJobList(await readText(rest[0]), rest[0]);
        return withTarget(values, (target) => write(target, drafts, options));
      }
      throw new CommandError('put, list, or import and one file: see --help');
    },
  },
  process.argv.slice(2),
);

interface WriteOptions {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

interface WritePlan {
  readonly job: JobFile;
  readonly before: StoredJob;
}

async function write(target: Target, drafts: readonly JobDraft[], { dryRun, signal }: WriteOptions) {
  const plans = await planWrites(target, drafts, signal);
  const changed = plans.filter(({ job, before }) => !isUpToDate(job, before));
  const kept = plans.length - changed.length;
  if (dryRun) {
    for (const { job } of changed) process.stdout.write(`${formatLine(job)}\n`);
    return { summary: `dry run: ${target.label}: ${formatCounts(changed, kept)}`, isClean: true };
  }
  const written: WritePlan[] = [];
  const summarize = () => {
    const rest = drafts.length - written.length - kept;
    return `${target.label}: ${formatCounts(written, kept)}${rest === 0 ? '' : `; ${rest} not written, do it again`}`;
  };
  await writeAll(target, changed, { written, signal }).catch((error: unknown) => {
    process.stderr.write(`${summarize()}\n`);
    throw error;
  });
  return { summary: summarize(), isClean: written.length + kept === drafts.length };
}

async function planWrites(target: Target, drafts: readonly JobDraft[], signal: AbortSignal): Promise<WritePlan[]> {
  const plans: WritePlan[] = [];
  const now = new Date().toISOString();
  await inParallel(
    drafts,
    async (draft) => {
      const before = await readStoredJob(target, draft.job_id);
      plans.push({ job: complete(draft, before, now), before });
    },
    { workers: WORKERS, signal },
  );
  return plans;
}

/** Adds to `written` what is written, so that it can be told whatever breaks off. */
async function writeAll(
  target: Target,
  plans: readonly WritePlan[],
  { written, signal }: { readonly written: WritePlan[]; readonly signal: AbortSignal },
): Promise<void> {
  const progress = createProgress();
  const work = async (plan: WritePlan) => {
    await writeJob(target, plan.job, plan.before);
    written.push(plan);
    progress.show(written.length, plans.length, plan.job.job_id);
  };
  await inParallel(plans, work, { workers: WORKERS, signal }).finally(() => progress.end());
}

function formatCounts(changed: readonly WritePlan[], kept: number): string {
  const added = changed.filter(({ before }) => currentJob(before) === null).length;
  return `${added} new, ${changed.length - added} changed, ${kept} as they were`;
}

interface NotedJob {
  readonly job: JobFile;
  /** How bucket and table differ; empty: they do not. */
  readonly note: string;
}

async function list(target: Target, { json, signal }: { readonly json: boolean; readonly signal: AbortSignal }) {
  const [inTable, inBucket] = await Promise.all([listJobRows(target), listCopies(target)]);
  const jobIds = [...new Set([...inTable, ...inBucket])];
  const found = new Map<string, NotedJob>();
  await inParallel(
    jobIds,
    async (jobId) => {
      const stored = await readStoredJob(target, jobId);
      const job = currentJob(stored);
      if (job) found.set(jobId, { job, note: toNote(job, stored) });
    },
    { workers: WORKERS, signal },
  );
  const jobs = jobIds.flatMap((jobId) => found.get(jobId) ?? []);
  process.stdout.write(json ? formatJson(jobs) : jobs.map(formatRow).join(''));
  const odd = jobs.filter(({ note }) => note !== '').length;
  return {
    summary: `${target.label}: ${jobs.length} jobs${odd === 0 ? '' : `, ${odd} not the same in both places`}`,
    isClean: odd === 0,
  };
}

function formatJson(jobs: readonly NotedJob[]): string {
  return `${JSON.stringify(
    jobs.map(({ job }) => job),
    null,
    2,
  )}\n`;
}

function formatRow({ job, note }: NotedJob): string {
  return `${formatLine(job)}${note && `  (${note})`}\n`;
}

function toNote(job: JobFile, stored: StoredJob): string {
  if (stored.copy === null) return 'no copy in the bucket: list --json, then import';
  return isUpToDate(job, stored) ? '' : 'the table differs: npm run reindex';
}

function formatLine({ job_id, status, title, address, members, customer }: JobFile): string {
  const people = [
    ...members.map((member) => `worker ${member}`),
    ...(customer === null ? [] : [`customer ${customer}`]),
  ];
  return formatTextRow([job_id, status, title, address, people.join(', ')]);
}

function complete(draft: JobDraft, before: StoredJob, now: string): JobFile {
  try {
    return completeJob(draft, currentJob(before), now);
  } catch (error) {
    if (error instanceof JobFileError) throw new CommandError(`${draft.job_id} is new: ${error.message}`);
    throw error;
  }
}

async function readStoredJob(target: Target, jobId: string): Promise<StoredJob> {
  return readJob(target, jobId).catch((error: unknown) => {
    if (error instanceof JobFileError) {
      throw new CommandError(`${jobId}: its copy in the bucket is damaged: ${error.message}`);
    }
    throw error;
  });
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file}: cannot be read`);
  });
}

async function withTarget<T>(
  values: Parameters<typeof openTarget>[0],
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const target = await openTarget(values);
  try {
    return await work(target);
  } finally {
    target.close();
  }
}
