/** `npm run build`: builds what is deployed into a folder and shows what each part weighs. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ArtifactSize, buildArtifacts } from './build-artifacts.ts';

const HELP = `Builds the edge functions, the pipeline and the site, and refuses what is over its budget.

Usage: npm run build -- [--outdir dist] [--payments] [--json]
  --payments   with what takes payments, and the pages on which customers book
`;

const { values } = parseArgs({
  options: {
    outdir: { type: 'string', default: 'dist' },
    payments: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else {
  const { sizes } = await buildArtifacts({ outdir: resolve(values.outdir), withPayments: values.payments });
  process.stdout.write(values.json ? `${JSON.stringify(sizes)}\n` : formatSizes(sizes));
}

function formatSizes(sizes: readonly ArtifactSize[]): string {
  const rows = sizes.map(({ name, bytes, countedBytes = bytes, maxBytes }) => {
    const budget = maxBytes === undefined ? '' : `${countedBytes} of ${maxBytes}`;
    return `${name.padEnd(24)} ${String(bytes).padStart(9)} ${budget.padStart(20)}\n`;
  });
  return `${'artifact'.padEnd(24)} ${'bytes'.padStart(9)} ${'against budget'.padStart(20)}\n${rows.join('')}`;
}
