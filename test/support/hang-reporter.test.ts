import { describe, expect, it, vi } from 'vitest';
import type { TestModule, TestSpecification } from 'vitest/node';
import { createHangReporter } from './hang-reporter.ts';

const MINUTES = 60_000;
const [ONE, TWO] = ['/p/test/one.test.ts', '/p/test/two.test.ts'].map((moduleId) => ({ moduleId }));

describe('createHangReporter', () => {
  it('names the files under way when nothing is heard for six minutes, and not before', () => {
    const { reporter, end } = start();
    reporter.onTestModuleQueued?.(ONE as TestModule);
    reporter.onTestModuleQueued?.(TWO as TestModule);
    vi.advanceTimersByTime(5 * MINUTES);
    reporter.onTestModuleEnd?.(ONE as TestModule);
    vi.advanceTimersByTime(5 * MINUTES);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTES);
    expect(end.mock.calls).toEqual([[expect.stringMatching(/6 min.*\n {2}test\/two\.test\.ts$/)]]);
  });

  it('names what has not begun when nothing has', () => {
    const { end } = start();
    vi.advanceTimersByTime(6 * MINUTES);
    expect(end.mock.calls).toEqual([[expect.stringContaining('test/one.test.ts\n  test/two.test.ts')]]);
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
  const end = vi.fn(async (_remark: string) => {});
  const reporter = createHangReporter('/p', end);
  reporter.onTestRunStart?.([ONE, TWO] as TestSpecification[]);
  return { reporter, end };
}
