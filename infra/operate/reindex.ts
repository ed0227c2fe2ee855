/** `npm run reindex`: rebuilds records and missing images from the bucket alone. */
import { createDynamodbAuditTrail } from '../../origin/adapters/dynamodb-audit-trail.ts';
import { createDynamodbRecordStore } from '../../origin/adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from '../../origin/adapters/s3-photo-store.ts';
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import type { DarkroomPorts } from '../../origin/core/develop.ts';
import { BOUNDS } from '../../origin/core/plan-development.ts';
import { CommandError, runCommand } from './command.ts';
import { listPhotos } from './list-photos.ts';
import { parseJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { type Rebuilt, rebuildPhoto } from './rebuild-photo.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';

const HELP = `Rebuilds photos' records and missing images from the bucket alone.

Usage: npm run reindex [-- options]
  --job ID         only this job
  --all            also photos that lack nothing
  --dry-run        only counts
  --concurrency N  photos at a time (2)
${TARGET_HELP}

Titles and stages come from the objects' metadata and, where edited, from their tags. Jobs and who may see them are not
in the bucket: those rows are restored by DynamoDB's point-in-time recovery.`;

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
    run: async ({ values }) => {
      const workers = Number(values.concurrency);
      if (!(workers >= 1 && workers <= 64)) throw new CommandError('--concurrency takes 1 to 64');
      const jobId = parseJobOption(values.job);
      const target = await openTarget(values);
      try {
        const counts = await reindex(target, { jobId, all: values.all, dryRun: values['dry-run'], workers });
        const list = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'no photos';
        const isClean = !counts.has('failed');
        return { summary: `${values['dry-run'] ? 'dry run: ' : ''}${target.label}: ${list}`, isClean };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

interface ReindexOptions {
  readonly jobId: string | null;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly workers: number;
}

async function reindex(target: Target, { jobId, workers, ...options }: ReindexOptions) {
  const ports = openDarkroom(target);
  const counts = new Map<Rebuilt | 'failed', number>();
  const progress = createProgress();
  const photos = await listPhotos(target.s3, { bucket: target.bucket, jobId });
  const queue = photos.values();
  let done = 0;
  const work = async () => {
    for (const photo of queue) {
      const outcome = await rebuildPhoto(photo, ports, options).catch((error: unknown) => {
        process.stderr.write(`${photo.version.key}: ${error instanceof Error ? error.message : 'failed'}\n`);
        return 'failed' as const;
      });
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      done += 1;
      progress.show(done, photos.length, photo.version.key);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  progress.end();
  return counts;
}

function openDarkroom({ s3, documents, bucket, table, auditTable }: Target): DarkroomPorts {
  return {
    photos: createS3PhotoStore({ client: s3, bucket, maxBytes: BOUNDS.maxBytes }),
    records: createDynamodbRecordStore(documents, table),
    audit: createDynamodbAuditTrail(documents, auditTable),
    renderer: createSharpRenderer(),
  };
}
