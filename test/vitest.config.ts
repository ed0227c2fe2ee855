import { defineConfig } from 'vitest/config';

/**
 * `unit` mirrors the source; `system` drives a whole local run in a real browser; `webkit` does so
 * in the engine of the iPhone, which not every machine has.
 */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // Half of the unit tests wait for a browser or a server: a worker for each core, where vitest would leave one to itself.
    maxWorkers: '100%',
    // To end what hangs. How fast something is, on whatever machine, the benchmarks say.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/system/**', 'test/webkit/**', 'test/bench/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          // Much of a journey is waiting; more than two at once would make each wait for the others.
          maxWorkers: 2,
          // A browser on a busy machine may miss a bound once; the run names what needed a second try, and why.
          retry: 1,
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
