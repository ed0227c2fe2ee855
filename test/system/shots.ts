/** `npm run shots`: takes pictures of every main state of the dashboard, out of a whole local run. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../support/launch-browser.ts';
import { startLocalRun } from '../support/start-local-run.ts';
import { type ShotLook, takeShots } from './ui/take-shots.ts';

const SIZES = { phone: [360, 740], tablet: [820, 1180], desk: [1440, 900] } as const;
const SCHEMES = ['light', 'dark'] as const;
const LANGUAGES = ['en', 'es'] as const;

const HELP = `Takes pictures of every main state of the dashboard, out of a whole local run, in a real browser.

Usage: npm run shots -- [--size phone,tablet,desk] [--scheme light,dark] [--language en,es] [--out dist/shots]

Sizes are 360 × 740, 820 × 1180 and 1440 × 900. Without options: every size, light, English.
`;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: Object.keys(SIZES).join() },
    scheme: { type: 'string', default: 'light' },
    language: { type: 'string', default: 'en' },
    out: { type: 'string', default: 'dist/shots' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await shoot();

async function shoot(): Promise<void> {
  const looks = chooseLooks();
  if (looks.length === 0) throw new Error(`nothing to take\n\n${HELP}`);
  const out = resolve(values.out);
  await mkdir(out, { recursive: true });
  const [run, browser] = await Promise.all([startLocalRun(), launchBrowser({ isWhole: true })]);
  try {
    for (const look of looks) {
      const names = await takeShots({ browser, run, look, save: (name) => join(out, `${name}.png`) });
      process.stdout.write(`${names.map((name) => `${join(values.out, name)}.png\n`).join('')}`);
    }
  } finally {
    await browser.close();
    await run.stop();
  }
}

function chooseLooks(): readonly ShotLook[] {
  const asked = (option: string) => option.split(',').map((word) => word.trim());
  const sizes = Object.entries(SIZES).filter(([name]) => asked(values.size).includes(name));
  const schemes = SCHEMES.filter((name) => asked(values.scheme).includes(name));
  const languages = LANGUAGES.filter((name) => asked(values.language).includes(name));
  return sizes.flatMap(([size, [width, height]]) =>
    schemes.flatMap((colorScheme) =>
      languages.map((language) => ({
        name: `${size}-${colorScheme}-${language}`,
        width,
        height,
        colorScheme,
        language,
      })),
    ),
  );
}
