/** Runs vitest on tests of the kinds that are named. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOSING, type Closing, formatClosing } from './closing-reporter.ts';
import { runTool } from './run-tool.ts';

const CORES = availableParallelism();
/** One more than there are cores: much of a journey is waiting. */
const WORKERS = CORES + 1;
/** Tests of the phone's parts wait for seven tenths of their time, so that one worker of theirs fits in beside those of the others. */
const WAITING = 'browser';

/** `args` are vitest's, and have the last word. Returns the exit code. */
export async function runTests(kinds: readonly string[], args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-closings-'));
  const results = await Promise.all(shareKinds(kinds).map((part) => runPart(part, args, folder)));
  await rm(folder, { recursive: true, force: true });
  console.log(formatClosing(results.flatMap(({ closings }) => closings)));
  return Math.max(...results.map(({ code }) => code));
}

/** What one process runs. */
interface Part {
  readonly kinds: readonly string[];
  readonly workers: number;
  /** Shows what it prints when it has ended, and not between the lines of another. */
  readonly isQuiet: boolean;
}

function shareKinds(kinds: readonly string[]): readonly Part[] {
  const others = kinds.filter((kind) => kind !== WAITING);
  if (others.length === kinds.length || others.length === 0) return [{ kinds, workers: WORKERS, isQuiet: false }];
  return [
    { kinds: others, workers: CORES, isQuiet: false },
    { kinds: [WAITING], workers: 1, isQuiet: true },
  ];
}

interface Result {
  readonly code: number;
  readonly closings: readonly Closing[];
}

/** A process that hung has been ended: what it left is run once more, and the end of the run says so. */
async function runPart(part: Part, args: readonly string[], folder: string): Promise<Result> {
  const [name = ''] = part.kinds;
  const { code, closing } = await runOnce(part, args, join(folder, `${name}.json`));
  const { left, counts, remarks } = closing;
  if (left.length === 0) return { code, closings: [closing] };
  const again = await runOnce(part, left, join(folder, `${name}-again.json`));
  const hung = `hung, and run once more: ${left.join(', ')}`;
  const closings = [{ ...closing, remarks: [...remarks, hung] }, describeSecond(again.closing)];
  return { code: counts.failed > 0 ? 1 : again.code, closings };
}

function describeSecond(closing: Closing): Closing {
  const { left, counts, remarks } = closing;
  if (left.length === 0) return closing;
  const hung = `failed: hung again: ${left.join(', ')}`;
  return { ...closing, remarks: [...remarks, hung], counts: { ...counts, failed: counts.failed + 1 } };
}

async function runOnce(part: Part, args: readonly string[], path: string) {
  const code = await runVitest(part, args, { [CLOSING]: path });
  return { code, closing: await readClosing(path) };
}

function runVitest(
  { kinds, workers, isQuiet }: Part,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const projects = kinds.map((kind) => `--project=${kind}`);
  const said = args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : [`--maxWorkers=${workers}`];
  return runTool('vitest', ['run', '--config=test/vitest.config.ts', ...projects, ...said, ...args], { env, isQuiet });
}

/** A process that died has left none: that counts as one failure. */
async function readClosing(path: string): Promise<Closing> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const died = `failed: the process that was to write ${path} has died`;
  return text === null
    ? { files: [], remarks: [died], counts: { passed: 0, failed: 1, skipped: 0 }, left: [] }
    : JSON.parse(text);
}
