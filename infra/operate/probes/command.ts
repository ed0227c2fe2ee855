/** What `smoke` and `probe` have in common: where they look, and how they tell what they saw. */
import { readFile } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';
import { openTarget, readTargetFile, type TargetChoice } from '../target.ts';
import { PROBES, type ProbeOutcome, runProbes } from './run-probes.ts';

export const PROBE_OPTIONS_HELP = `  --outputs FILE   what \`cdk deploy --outputs-file FILE\` wrote: makes a job for the photo, and removes it
  --stage NAME     which deployment of that file (dev)
  --data DIR       a local run instead: its data folder

The variable AUTH_TOKEN holds an access token of a dispatcher; without it, only what needs none is looked at.
Of the local run: AUTH_TOKEN=$(npm run -s token -- --user dispatcher)`;

export const PROBE_OPTIONS = {
  data: { type: 'string' },
  outputs: { type: 'string' },
  stage: { type: 'string', default: 'dev' },
} as const;

/** The command line as it was read; the token is the environment's. */
export interface ProbesChoice {
  readonly values: { readonly data?: string; readonly outputs?: string; readonly stage: string };
  /** The first is `https://…`. */
  readonly positionals: readonly string[];
}

export interface ProbesRun {
  readonly signal: AbortSignal;
  /** Makes the line of a result. */
  format(result: ProbeOutcome): string;
}

const TIME_LIMIT_MS = 30_000;

/**
 * @throws {CommandError} when it is not said where to look
 * @throws {Error} when nobody answers there
 */
export async function runProbeCommand({ values, positionals }: ProbesChoice, { signal, format }: ProbesRun) {
  const { data, outputs, stage } = values;
  const where: TargetChoice | null =
    data === undefined && outputs === undefined ? null : { data: data ?? '.local', outputs, stage };
  const base = positionals[0] ?? (where && (await findAddress(where)));
  if (base === null || !/^https?:\/\/[^/]+\/?$/.test(base)) {
    throw new CommandError(
      'Where? An address such as https://photos.example.com, or --outputs, or --data. See --help.',
    );
  }
  // Where nobody is, two dozen failures would say so.
  await fetch(base, { redirect: 'manual', signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  const token = process.env.AUTH_TOKEN ?? null;
  const target = where === null || token === null ? null : await openTarget(where);
  try {
    const onResult = (result: ProbeOutcome) => void process.stdout.write(format(result));
    const results = await runProbes({ base, token, target, probes: PROBES, signal, onResult });
    const count = (outcome: ProbeOutcome['outcome']) => results.filter((result) => result.outcome === outcome).length;
    const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} left out for want of a token or outputs`;
    const summary = `${base}: ${count('passed')} as expected, ${count('failed')} otherwise${skipped}`;
    return { summary, isClean: count('failed') === 0 };
  } finally {
    target?.close();
  }
}

async function findAddress(where: TargetChoice): Promise<string> {
  const { source, stack } = await readTargetFile(where);
  if (stack !== null) return source.text(stack, 'DashboardUrl');
  const { dashboard }: { dashboard?: unknown } = JSON.parse(await readFile(`${where.data}/run.json`, 'utf8'));
  return String(dashboard);
}
