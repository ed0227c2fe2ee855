import { describe, expect, it, vi } from 'vitest';
import type { TestModule, TestSpecification } from 'vitest/node';
import { createHangReporter } from './hang-reporter.ts';

const MINUTES = 60_000;
const [ONE, TWO] = ['/p/test/one.test.ts', '/p/test/two.test.ts'].map((moduleId) => ({ moduleId }));

describe('createHangReporter', () => {
  it('names what is left when nothing is heard for six minutes, and not before', () => {
    const { reporter, end } = start();
    reporter.onTestModuleQueued?.(ONE as TestModule);
    reporter.onTestModuleQueued?.(TWO as TestModule);
    vi.advanceTimersByTime(5 * MINUTES);
    reporter.onTestModuleEnd?.(ONE as TestModule);
    vi.advanceTimersByTime(5 * MINUTES);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTES);
    expect(end.mock.calls).toEqual([[['test/two.test.ts']]]);
  });

  it('names what is under way first', () => {
    const { reporter, end } = start();
    reporter.onTestModuleQueued?.(TWO as TestModule);
    vi.advanceTimersByTime(6 * MINUTES);
    expect(end.mock.calls).toEqual([[['test/two.test.ts', 'test/one.test.ts']]]);
  });

  it('is silent when the run has ended', () => {
    const { reporter, end } = start();
    reporter.onTestRunEnd?.([], [], 'passed');
    vi.advanceTimersByTime(20 * MINUTES);
    expect(end).not.toHaveBeenCalled();
  });
});

function start() {
  vi.useFakeTimers();
  const end = vi.fn(async (_left: readonly string[]) => {});
  const reporter = createHangReporter('/p', end);
  reporter.onTestRunStart?.([ONE, TWO] as TestSpecification[]);
  return { reporter, end };
}
