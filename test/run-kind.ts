/** `npm run test:unit` and its siblings: `node run-kind.ts KIND [argument of vitest …]` runs the tests of one kind. */
import { runTests } from './support/run-tests.ts';

/** By the name of vitest's project: what its tests are, and what they need. */
const KINDS: Readonly<Record<string, string>> = {
  unit: 'the unit tests: no browser, nothing to install. They mirror the source.',
  browser: `parts of the product in a real Chromium, which must be installed
(\`npm test\` does it where apt is there).`,
  system: 'whole processes: a local run and its journeys in a real Chromium, commands, kills.',
  webkit: `the main job, with and without signal, in WebKit, the engine of every iPhone.
Not part of \`npm test\`. Needs Debian's webkit2gtk-driver and xvfb.`,
};

const [kind = '', ...args] = process.argv.slice(2);
const about = KINDS[kind];

if (about === undefined) {
  console.error(`one of ${Object.keys(KINDS).join(', ')}`);
  process.exitCode = 2;
} else if (args.includes('--help') || args.includes('-h')) {
  console.log(`npm run test:${kind} [-- filter … | options of vitest]

Runs ${about}

  filter       only test files whose path contains it
  -t TEXT      only tests whose name contains it
  --help       this text; the other options are vitest's (\`npx vitest run --help\`)`);
} else {
  process.exitCode = await runTests([kind], args);
}
