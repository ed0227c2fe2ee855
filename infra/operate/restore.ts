/** `npm run restore`: puts the entries of a table that AWS has restored back into a deployment's audit log. */
import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import { createDynamodbAuditLog } from '../../origin/adapters/dynamodb-audit-log.ts';
import type { AuditRecord } from '../../origin/audit-log.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { inParallel } from './in-parallel.ts';
import { createProgress } from './progress.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS, type Target } from './target.ts';

const HELP = `Puts the entries of another table into the audit log: one that AWS has restored from a point in time. What is there stays as it is.
Photos, jobs and members need no backup: \`npm run reindex\` makes them of the bucket.

Usage: npm run --silent restore -- audit --from TABLE [options]
  --from TABLE     the restored table, in the same account and region
  --dry-run        only counts
${TARGET_HELP}

It may be stopped and run again at any time. All of it: docs/restore.md.`;

/** Rows at a time. */
const WORKERS = 16;

await runCommand(
  {
    help: HELP,
    options: { ...TARGET_OPTIONS, from: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
    run: async ({ values, positionals: [what, ...rest] }, signal) => {
      if (what !== 'audit' || rest.length > 0) throw new CommandError('audit --from TABLE: see --help');
      const { from, 'dry-run': isDryRun } = values;
      if (!from) throw new CommandError('--from is needed: the table that AWS has restored.');
      const target = await openTarget(values);
      if (from === target.auditTable) throw new CommandError(`${from} is the audit log itself.`);
      try {
        const count = await copyEntries(target, { from, isDryRun, signal });
        const done = isDryRun ? 'would be' : 'are';
        return { summary: `${target.label}: ${count} rows of ${from} ${done} in the audit log`, isClean: true };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

interface CopyOptions {
  readonly from: string;
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

async function copyEntries(
  { documents, auditTable }: Target,
  { from, isDryRun, signal }: CopyOptions,
): Promise<number> {
  const audit = createDynamodbAuditLog(documents, auditTable);
  const progress = createProgress();
  let count = 0;
  for (let ExclusiveStartKey: Record<string, unknown> | undefined; !signal.aborted; ) {
    const page: ScanCommandOutput = await documents.send(new ScanCommand({ TableName: from, ExclusiveStartKey }));
    const rows = (page.Items ?? []) as AuditRecord[];
    if (!rows.every(isEntry)) throw new CommandError(`${from} holds rows that are none of an audit log.`);
    if (!isDryRun) await inParallel(rows, (row) => audit.append(row), { workers: WORKERS, signal });
    count += rows.length;
    progress.show(count, null);
    ExclusiveStartKey = page.LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) break;
  }
  progress.end();
  return count;
}

/** Events, and the rows that say that one is written (origin/audit-log.ts). */
function isEntry({ pk, sk }: AuditRecord): boolean {
  return /^JOB#/.test(pk) && /^(AUDIT|WINDOW)#/.test(sk);
}
