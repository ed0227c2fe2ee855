/** `npm run audit`: prints a job's audit log, newest first. */
import { once } from 'node:events';
import { runCommand } from './command.ts';
import { requireJobOption } from './parse-job-option.ts';
import { createProgress } from './progress.ts';
import { AUDIT_LOG_COLUMNS, formatCsvRow, formatTextRow, readAuditLog, toCells } from './read-audit-log.ts';
import { openTarget, TARGET_HELP, TARGET_OPTIONS } from './target.ts';

const HELP = `Prints a job's audit log, newest first: who did what to its photos, when, and from where.

Usage: npm run --silent audit -- --job ID [options]
  --job ID         the job
  --csv            comma-separated values (RFC 4180) with a header
  --dry-run        only counts
${TARGET_HELP}`;

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      job: { type: 'string' },
      csv: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values }, signal) => {
      const jobId = requireJobOption(values.job);
      const target = await openTarget(values);
      const format = values.csv ? formatCsvRow : formatTextRow;
      // Rows on a terminal are progress enough.
      const progress = createProgress(process.stdout.isTTY ? { write: () => true } : process.stderr);
      let count = 0;
      try {
        if (values.csv && !values['dry-run']) await print(formatCsvRow(AUDIT_LOG_COLUMNS));
        for await (const event of readAuditLog(target.documents, { auditTable: target.auditTable, jobId })) {
          if (signal.aborted) break;
          count += 1;
          progress.show(count, null, event.at);
          if (!values['dry-run']) await print(format(toCells(event)));
        }
        progress.end();
        return { summary: `${target.label}: ${count} entries of job ${jobId}`, isClean: true };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
