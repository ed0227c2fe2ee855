/** The kinds of tests, and how each of them runs. */
import { configDefaults, defineConfig } from 'vitest/config';
import { createClosingReporter } from './support/closing-reporter.ts';
import { createHangReporter } from './support/hang-reporter.ts';
import { Sequencer } from './support/sequencer.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const closing = createClosingReporter(ROOT);

/** What has a room of its own; everything else mirrors the source, and is `unit`. */
const ROOMS = ['browser', 'system', 'webkit', 'bench', 'ceph'];

/** Of whole processes and browsers, whose order of events no test commands: what needed it is named at the end, and is to be mended. */
const SECOND_TRY = 1;

/**
 * The kinds of tests. `unit` starts no browser, and ends with each file whatever the file has started; `browser` runs
 * parts of the product in a real Chromium; `system` drives whole processes, most of them a local run in a real browser;
 * `webkit` does so in the engine of the iPhone, which not every machine has.
 */
export default defineConfig({
  test: {
    root: ROOT,
    reporters: ['default', closing, createHangReporter(ROOT, endHung)],
    sequence: { sequencer: Sequencer },
    globalSetup: ['test/support/prepare-folders.ts'],
    // For the processes that tests start, the same few over and over: compiled once, half of their time to start is saved.
    env: { NODE_COMPILE_CACHE: `${ROOT}node_modules/.cache/edgeshot-test` },
    // To end what hangs. How fast something is, on whatever machine, the benchmarks say.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // A second, as it is by itself, is soon over on a busy machine; twenty looks a second keep it busy.
    expect: { poll: { timeout: 30_000, interval: 100 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ROOMS.map((room) => `test/${room}/**`)],
          // A process for each file would load the SDK and CDK anew in each: the half of their time.
          isolate: false,
          setupFiles: ['test/support/leave-nothing.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          isolate: false,
          retry: SECOND_TRY,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          isolate: false,
          retry: SECOND_TRY,
        },
      },
      {
        extends: true,
        test: {
          name: 'webkit',
          include: ['test/webkit/**/*.test.ts'],
        },
      },
    ],
  },
});

/** Its workers are ended by whoever started this process. */
async function endHung(left: readonly string[]): Promise<void> {
  await closing.closeHung(left);
  process.exit(1);
}
