/** `npm run export`: a job's originals and their manifest as one zip. */
import { access, rename, rm } from 'node:fs/promises';
import { createDynamodbRecordStore } from '../../origin/adapters/dynamodb-record-store.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { listPhotos } from './list-photos.ts';
import { requireJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';
import { type ArchivedPhoto, type ManifestEntry, writeArchive } from './write-archive.ts';

const HELP = `Writes a job's originals, byte-true, with a manifest of hashes and facts, as one zip.

Usage: npm run export -- --job ID out.zip [options]
  --job ID         the job
  --force          replace out.zip if it is there
  --dry-run        only counts
${TARGET_HELP}

Deleted photos are left out. \`unzip out.zip && sha256sum -c SHA256SUMS\` checks the files. The exit code is 1 when a
photo's bytes are not those that were stored first.`;

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
        const photos = await listArchived(target, jobId, signal);
        const bytes = photos.reduce((sum, { photo }) => sum + photo.bytes, 0);
        const size = `${photos.length} photos, ${(bytes / 1e6).toFixed(1)} MB`;
        if (values['dry-run']) return { summary: `dry run: ${target.label}: ${size}`, isClean: true };
        const entries = await archive(target, photos, { jobId, file, signal });
        const changed = entries.filter(({ matches_record }) => matches_record === false);
        const verdict = changed.map(({ key }) => `\n${key}: not the bytes that were stored first`).join('');
        return { summary: `${file}: ${size}${verdict}`, isClean: changed.length === 0 };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

/** In the order of their keys, each with its record. */
async function listArchived(
  { s3, bucket, documents, table }: Target,
  jobId: string,
  signal: AbortSignal,
): Promise<ArchivedPhoto[]> {
  const records = createDynamodbRecordStore(documents, table);
  const listed = (await listPhotos(s3, { bucket, jobId })).filter(({ deletedAt }) => deletedAt === null);
  const photos: ArchivedPhoto[] = [];
  for (const photo of listed) {
    signal.throwIfAborted();
    photos.push({ photo, record: await records.find(photo.version) });
  }
  return photos;
}

/** Under another name until it is whole; nothing of it is left when it breaks off. */
async function archive(
  { s3, bucket }: Target,
  photos: readonly ArchivedPhoto[],
  { jobId, file, signal }: { readonly jobId: string; readonly file: string; readonly signal: AbortSignal },
): Promise<ManifestEntry[]> {
  const progress = createProgress();
  const part = `${file}.part`;
  try {
    const entries = await writeArchive(photos, {
      client: s3,
      bucket,
      jobId,
      file: part,
      exportedAt: new Date(),
      signal,
      onPhoto: (done, name) => progress.show(done, photos.length, name),
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
