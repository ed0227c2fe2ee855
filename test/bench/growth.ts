/**
 * `npm run bench -- growth [--json] [--sizes 10,100,1000,10000]`: what a look costs while jobs and photos grow, in one local run that is
 * filled step by step, with an album of each size: at the edge (calls, bytes read, processor time) and in the page. Read the ratios
 * against the run of 100.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { launchBrowser } from '../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { formatGrowth, type SizeCosts } from './growth/format-growth.ts';
import { type JobCosts, measureAlbums, measureJobs } from './growth/measure-edge.ts';
import { measurePage } from './growth/measure-page.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** @throws {TypeError} when the sizes are no numbers */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, sizes: { type: 'string', default: '10,100,1000,10000' } },
  });
  const sizes = values.sizes.split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0 && size <= 99_999)) {
    throw new TypeError('--sizes: whole numbers with commas between');
  }
  const local = await startLocalRun();
  const browser = await launchBrowser({ isWhole: true });
  try {
    const grown: Grown[] = [];
    for (const size of sizes) grown.push(await measureSize(local, browser, size));
    const albums = await measureAlbums(local, sizes.map(toAlbumId));
    const costs = grown.flatMap(({ jobs, ...rest }, index): SizeCosts[] => {
      const album = albums[index];
      return album ? [{ ...rest, edge: { ...album, ...jobs } }] : [];
    });
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
    console.log(values.json ? JSON.stringify({ machine, costs }, null, 2) : formatGrowth(machine, costs));
  } finally {
    await browser.close();
    await local.stop();
  }
}

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

interface Grown extends Omit<SizeCosts, 'edge'> {
  readonly jobs: JobCosts;
}

async function measureSize(local: LocalRun, browser: Browser, size: number): Promise<Grown> {
  const startedMs = performance.now();
  const args = ['--jobs', String(size), '--photos', String(size), '--in', toAlbumId(size), '--data', local.dataDir];
  await promisify(execFile)(process.execPath, ['infra/operate/fill.ts', ...args], { cwd: ROOT });
  const fillSeconds = (performance.now() - startedMs) / 1000;
  process.stderr.write(`${size}: filled in ${fillSeconds.toFixed(0)} s\n`);
  const jobs = await measureJobs(local);
  return { size, fillSeconds, jobs, page: await measurePage(browser, local, toAlbumId(size)) };
}

function toAlbumId(photos: number): string {
  return `j-big-${photos}`;
}
