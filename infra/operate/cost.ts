/** `npm run cost`: reckons what a month costs, and writes it into docs/cost.md. */
import { writeFile } from 'node:fs/promises';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { formatCostPage } from './cost/format-cost.ts';
import { reckonMonth } from './cost/reckon.ts';

const HELP = `Reckons what a month costs, by the prices in infra/operate/cost/prices.ts.

Usage: npm run --silent cost -- [options]
  --photos N    a day: prints the parts of that bill instead of writing docs/cost.md
  --months N    how many months of photos are kept (12)
  --dry-run     writes nothing`;

await runCommand(
  {
    help: HELP,
    options: {
      photos: { type: 'string' },
      months: { type: 'string', default: '12' },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [extra] }) => {
      if (extra !== undefined) throw new CommandError(`${extra}: see --help`);
      if (values.photos === undefined) {
        const page = formatCostPage();
        if (!values['dry-run']) await writeFile(new URL('../../docs/cost.md', import.meta.url), page);
        return { summary: `docs/cost.md: ${page.length} characters`, isClean: true };
      }
      const lines = reckonMonth(parseCount(values.photos, '--photos'), parseCount(values.months, '--months'));
      for (const { part, usd } of lines) process.stdout.write(`${usd.toFixed(2).padStart(12)}  ${part}\n`);
      const total = lines.reduce((sum, { usd }) => sum + usd, 0);
      return { summary: `${total.toFixed(2)} USD a month`, isClean: true };
    },
  },
  process.argv.slice(2),
);

function parseCount(text: string, name: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CommandError(`${name} must be a whole number from 1 on, not ${text}.`);
  return Number(text);
}
