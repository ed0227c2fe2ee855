/**
 * Ends a run that hangs. A worker that spins, or waits for a process that never ends, is beyond the reach of its own tests'
 * timeouts: without this the run would go on for ever, and say nothing.
 */
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** Longer than any test may take. */
const SILENCE_MS = 6 * 60_000;

/** @param end Told which files were not run to their end when nothing had been heard of any test for six minutes: those under way come first. */
export function createHangReporter(root: string, end: (left: readonly string[]) => Promise<void>): Reporter {
  const left = new Set<string>();
  const begun = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const heard = () => {
    stop();
    timer = setTimeout(() => void end([...new Set([...begun, ...left])]), SILENCE_MS);
    timer.unref();
  };
  const pathOf = ({ moduleId }: Pick<TestModule, 'moduleId'>) => relative(root, moduleId);
  return {
    onTestRunStart(specifications) {
      for (const { moduleId } of specifications) left.add(pathOf({ moduleId }));
      heard();
    },
    onTestModuleQueued(module) {
      begun.add(pathOf(module));
      heard();
    },
    onTestCaseReady: heard,
    onTestCaseResult: heard,
    onTestModuleEnd(module) {
      begun.delete(pathOf(module));
      left.delete(pathOf(module));
      heard();
    },
    onTestRunEnd: stop,
  };
}
