/** Names at the end what passed only at its second try, and why its first one failed: a bound missed once, or a fault that hides. */
import type { Reporter, TestCase } from 'vitest/node';

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export.
export default class SecondTriesReporter implements Reporter {
  readonly #tests: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#tests.push(test);
  }

  onTestRunEnd(): void {
    for (const test of this.#tests) {
      const [first] = test.result().errors ?? [];
      console.log(`passed at its second try: ${test.fullName}\n  at first: ${first?.message ?? 'no reason given'}`);
    }
  }
}
