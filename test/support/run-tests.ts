/** Runs vitest on tests of the kinds that are named. */
import { availableParallelism } from 'node:os';
import { runTool } from './run-tool.ts';

/** One more than there are cores: much of a journey is waiting. */
const WORKERS = availableParallelism() + 1;

/** `args` are vitest's, and have the last word. Returns the exit code. */
export function runTests(kinds: readonly string[], args: readonly string[]): Promise<number> {
  const projects = kinds.map((kind) => `--project=${kind}`);
  const workers = args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : [`--maxWorkers=${WORKERS}`];
  return runTool('vitest', ['run', '--config=test/vitest.config.ts', ...projects, ...workers, ...args]);
}
