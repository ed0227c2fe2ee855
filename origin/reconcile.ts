/**
 * Lambda entry, by schedule: goes on with the pass that compares bucket and records (core/reconcile.ts), page by page, until it is
 * over or the time is. What it finds stands in the log, each by its key; how many, in metrics. Environment: STAGE, TABLE,
 * UPLOADS_BUCKET, QUEUE_URL, MIN_AGE_SECONDS.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createPassStore, type Pass, type PassStore, startPass } from './adapters/pass-store.ts';
import { createPipelineQueue } from './adapters/pipeline-queue.ts';
import { createReconciledBucket } from './adapters/reconciled-bucket.ts';
import { createReconciledRecords } from './adapters/reconciled-records.ts';
import { createTableClient } from './adapters/table-client.ts';
import { addCounts, type PageCounts, type ReconcilePorts, reconcilePage } from './core/reconcile.ts';
import { type Environment, requireSetting } from './environment.ts';
import { formatMetricLine } from './metrics.ts';

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** A page is not begun with less. */
const MIN_REMAINING_MS = 60_000;

interface Reconciler {
  readonly ports: ReconcilePorts;
  readonly passes: PassStore;
}

let reconciler: Reconciler | undefined;

/** Fails where a page does; the pass goes on from there at the next time. */
export async function handler(_event: unknown, context?: LambdaContext): Promise<void> {
  reconciler ??= createReconciler(process.env);
  const { ports, passes } = reconciler;
  const minAgeMs = Number(requireSetting(process.env, 'MIN_AGE_SECONDS')) * 1000;
  let pass = await passes.read();
  do {
    const { counts, next } = await reconcilePage(pass.cursor, ports, { jobId: null, nowMs: Date.now(), minAgeMs });
    const sum: Pass = { ...pass, ...addCounts(pass, counts) };
    if (next === null || counts.unrecorded + counts.unhidden + counts.absent > 0) log(sum, counts, next === null);
    pass = next === null ? startPass(new Date()) : { ...sum, cursor: next };
    await passes.write(pass);
    if (next === null) return;
  } while ((context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY) > MIN_REMAINING_MS);
}

/** What is absent stays so: that metric is the sum of the pass, so that an alarm is over when a whole pass has found nothing. */
function log({ objects, unrecorded, unhidden, absent, began_at }: Pass, counts: PageCounts, isOver: boolean): void {
  const metrics = { unrecorded: counts.unrecorded, ...(isOver || absent > 0 ? { absent } : {}) };
  const line = { stage: requireSetting(process.env, 'STAGE'), atMs: Date.now(), metrics };
  const facts = {
    outcome: isOver ? 'compared' : 'goes on',
    began_at,
    objects,
    of_pass: { unrecorded, unhidden, absent },
  };
  console.log(formatMetricLine(line, facts));
}

function createReconciler(environment: Environment): Reconciler {
  const documents = DynamoDBDocumentClient.from(createTableClient());
  const table = requireSetting(environment, 'TABLE');
  const queueUrl = requireSetting(environment, 'QUEUE_URL');
  return {
    passes: createPassStore({ client: documents, table, now: () => new Date() }),
    ports: {
      bucket: createReconciledBucket({
        client: new S3Client(),
        bucket: requireSetting(environment, 'UPLOADS_BUCKET'),
      }),
      records: createReconciledRecords({ client: documents, table }),
      send: createPipelineQueue({ client: new SQSClient(), queueUrl }),
      report: (found) => console.log(JSON.stringify(found)),
    },
  };
}
