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
  const others = kinds.filter((kind) => kind !== WAITING);
  if (others.length === kinds.length || others.length === 0) return runVitest({ kinds, workers: WORKERS, args });
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-closings-'));
  const run = (part: readonly string[], workers: number, isQuiet: boolean) => {
    const env = { [CLOSING]: join(folder, `${part[0]}.json`) };
    return runVitest({ kinds: part, workers, args, env, isQuiet });
  };
  const codes = await Promise.all([run(others, CORES, false), run([WAITING], 1, true)]);
  const closings = await Promise.all([others[0], WAITING].map((name) => readClosing(join(folder, `${name}.json`))));
  await rm(folder, { recursive: true, force: true });
  console.log(formatClosing(closings));
  return Math.max(...codes);
}

interface VitestRun {
  readonly kinds: readonly string[];
  readonly workers: number;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Shows what it prints when it has ended, and not between the lines of another. */
  readonly isQuiet?: boolean;
}

function runVitest({ kinds, workers, args, ...options }: VitestRun): Promise<number> {
  const projects = kinds.map((kind) => `--project=${kind}`);
  const said = args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : [`--maxWorkers=${workers}`];
  return runTool('vitest', ['run', '--config=test/vitest.config.ts', ...projects, ...said, ...args], options);
}

/** A process that died has left none: that counts as one failure. */
async function readClosing(path: string): Promise<Closing> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const died = `failed: the process that was to write ${path} has died`;
  return text === null
    ? { files: [], remarks: [died], counts: { passed: 0, failed: 1, skipped: 0 } }
    : JSON.parse(text);
}
