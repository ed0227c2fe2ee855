/** docs/cost.md, made of the prices and of what a photo takes. */
import { PRICES, type Price } from './prices.ts';
import { PER_PHOTO, reckonMonth, reckonOptions } from './reckon.ts';

const SIZES = [10, 1000, 100_000] as const;
const MONTHS_KEPT = 12;

const ADVICE = `## What dominates, and what to switch

- **10 a day**: what stands. Fewer \`secret_regions\` (each replica is three secrets), no \`cloudwatch_dashboard\` and no \`waf\`.
- **1,000 a day**: what is kept, what stands, and bytes to viewers. Nothing is worth switching at this size.
- **100,000 a day**: what is kept, then requests, Lambda@Edge and bytes. Ask for CloudFront's prices by commitment; let old photos move to a cheaper
  class: S3 Intelligent-Tiering asks 0.0025 a thousand objects and month from 128 KB on, which for a photo of 400 KB is as much as a quarter of its storage
  and saves 40 % of it after 30 days without a look; thumbnails and previews are too small for it. So it pays for originals alone, and not before
  the storage is the first line above. It is not switched on (prices of Intelligent-Tiering: unconfirmed).
- **S3 Transfer Acceleration** (\`transfer_acceleration\`, 0.04 a GB from edges in the US, Europe and Japan, 0.08 elsewhere, unconfirmed) goes with \`upload_via=s3\`. What is sent to
  \`/upload\` enters AWS's network at the nearest edge already, for the 0.02 a GB that CloudFront asks: it pays only where the bucket is sent to directly from afar.
- **People** of the stack's own pool: their names in access tokens need Cognito's plan Essentials, 10,000 people a month free and 0.015 each from there on (a third party's
  transcript of aws.amazon.com/cognito/pricing, 2026-09-20; unconfirmed). Even 100,000 photos a day are some 5,000 people: nothing.
- **A key of one's own** (\`encryption=kms\`): 1 a month, 1 more for each yearly rotation (AWS's page), and 0.03 a 10,000 requests to KMS (unconfirmed). With the bucket key, which is on, S3 asks KMS once for many
  objects: at 100,000 a day the requests stay a matter of dollars. SSE-S3 encrypts all at rest as well, and asks nothing.
- \`delivery=s3\` and \`upload_via=s3\` take bytes out of CloudFront: 0.09 a GB (unconfirmed) from S3 is not cheaper, and CloudFront's first TB is free.

\`-c monthly_budget=50 -c alarm_email=…\` has AWS Budgets mail at 80 % of that sum and when the month is forecast to exceed it. Budgets look at the whole
account, some hours late: they warn, and stop nothing.`;

export function formatCostPage(): string {
  const columns = SIZES.map((size) => new Map(reckonMonth(size, MONTHS_KEPT).map(({ part, usd }) => [part, usd])));
  const parts = reckonMonth(SIZES[2], MONTHS_KEPT).map(({ part }) => part);
  const rows = parts.map((part) => [part, ...columns.map((column) => formatUsd(column.get(part) ?? 0))]);
  const totals = SIZES.map((size) => `**${formatUsd(sum(size))}**`);
  return `# What it costs

Made by \`npm run cost\`: the prices of \`infra/operate/cost/prices.ts\` times what a photo takes (\`reckon.ts\`, [scale.md](scale.md)). USD a month,
us-east-1, viewers in the US, without free tiers and discounts, ${MONTHS_KEPT} months of photos kept. Small installations pay less: CloudFront's free tier
(1 TB, 10 million requests, 2 million functions and reads of the store) and Lambda's cover them.

${table(['photos a day', ...SIZES.map((size) => size.toLocaleString('en-US'))], [...rows, ['**together**', ...totals]])}

## What options add

${table(['photos a day', ...SIZES.map((size) => size.toLocaleString('en-US'))], formatOptions())}

A scan is paid by the file more than by the gigabyte: two files a photo. A copy of another region costs what the photos cost, once more, and its way there.

${ADVICE}

## What a photo takes

${table(
  ['', 'a photo'],
  Object.entries(PER_PHOTO).map(([name, value]) => [name.replace(/([A-Z])/g, ' $1').toLowerCase(), String(value)]),
)}

## Prices

${formatPrices()}
`;
}

function formatPrices(): string {
  const prices: readonly Price[] = Object.values(PRICES);
  return table(
    ['', 'USD', 'read in', 'on', ''],
    prices.map(({ what, usd, per, source, read, isConfirmed }) => [
      what,
      per.includes(':') ? `${per.split(': ')[1]} a ${per.split(':')[0]}` : `${usd} a ${per}`,
      source,
      read,
      isConfirmed ? '' : 'unconfirmed',
    ]),
  );
}

function formatOptions(): readonly (readonly string[])[] {
  const columns = SIZES.map((size) => reckonOptions(size, MONTHS_KEPT));
  return reckonOptions(0, MONTHS_KEPT).map(({ part }, row) => [
    part,
    ...columns.map((column) => formatUsd(column[row]?.usd ?? 0)),
  ]);
}

function sum(photosPerDay: number): number {
  return reckonMonth(photosPerDay, MONTHS_KEPT).reduce((total, { usd }) => total + usd, 0);
}

function formatUsd(usd: number): string {
  return usd < 0.005 ? '0' : usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
