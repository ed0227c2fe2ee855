/** `npm run export`: all files of a job's photos and their manifest as one zip. */
import { access, rename, rm } from 'node:fs/promises';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { type Archived, listArchived } from './list-archived.ts';
import { requireJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';
import { type ManifestEntry, writeArchive } from './write-archive.ts';

const HELP = `Writes all files of a job's photos, byte-true, with a manifest of hashes and facts, as one zip.

Usage: npm run export -- --job ID out.zip [options]
  --job ID         the job
  --force          replace out.zip if it is there
  --dry-run        only counts
${TARGET_HELP}

At the top stands each photo: the first whole file that came of it. What was sent of it besides stands in originals/, copies/,
previews/ and later-uploads/, and the manifest tells of each file its role, its hash, when it came and by whom. Deleted photos are left out
with all their files. \`unzip out.zip && sha256sum -c SHA256SUMS\` checks the files.
Every file is hashed as it is written, and compared with its own name in the bucket, which is the hash of what was stored first,
and with what the pipeline saw then. The exit code is 1, and each file is named, when one is another, when the bucket and the
record disagree on which came first, or when a file is recorded and absent from the bucket.`;

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      job: { type: 'string' },
      force: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [file, ...rest] }, signal) => {
      const jobId = requireJobOption(values.job);
      if (!file || rest.length > 0) throw new CommandError('One file name is needed: out.zip. See --help.');
      if (!values.force && (await exists(file))) {
        throw new CommandError(`${file} is there already (--force replaces it)`);
      }
      const target = await openTarget(values);
      try {
        const archived = await listArchived(target, jobId, signal);
        const size = `${archived.photoCount} photos, ${(archived.bytes / 1e6).toFixed(1)} MB`;
        const isDryRun = values['dry-run'];
        const entries = isDryRun ? [] : await archive(target, archived, { jobId, file, signal });
        const faults = listFaults(archived, entries);
        const label = isDryRun ? `dry run: ${target.label}` : file;
        return { summary: [`${label}: ${size}`, ...faults].join('\n'), isClean: faults.length === 0 };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

function listFaults({ files, absent }: Archived, entries: readonly ManifestEntry[]): readonly string[] {
  const changed = entries.filter(({ matches_record }) => matches_record === false);
  const isOther = files.filter(
    ({ role, record, file }) => role === 'photo' && record && file && record.key !== file.key,
  );
  return [
    ...changed.map(({ key }) => `${key}: not the bytes that were stored first`),
    ...isOther.map(({ version, record }) => `${version.key}: came first, and the record shows ${record?.key}`),
    ...absent.map((key) => `${key}: recorded, and absent from the bucket`),
  ];
}

/** Under another name until it is whole; nothing of it is left when it breaks off. */
async function archive(
  { s3, bucket }: Target,
  { files }: Archived,
  { jobId, file, signal }: { readonly jobId: string; readonly file: string; readonly signal: AbortSignal },
): Promise<ManifestEntry[]> {
  const progress = createProgress();
  const part = `${file}.part`;
  try {
    const entries = await writeArchive(files, {
      client: s3,
      bucket,
      jobId,
      file: part,
      exportedAt: new Date(),
      signal,
      onFile: (done, name) => progress.show(done, files.length, name),
    });
    await rename(part, file);
    return entries;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    progress.end();
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
