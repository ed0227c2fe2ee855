/** `npm run test:ceph`: holds a real S3, Ceph's gateway, to the contract that the embedded S3 is held to. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTRACT } from '../infra/local/aws/s3/contract/contract.ts';
import { type ContractCase, type ContractContext, openContract } from '../infra/local/aws/s3/contract/target.ts';
import { type CephTree, findObstacle, installCeph } from './install-ceph.ts';
import { startCeph } from './start-ceph.ts';

const HELP = `npm run test:ceph -- [--dir FOLDER] [--suite NAME] [--only TEXT]

Runs the S3 contract of test/infra/local/aws/s3/contract against a Ceph gateway on the loopback.
  --dir FOLDER   where Ceph is unpacked and kept for the next time (default .local/ceph; 650 MB)
  --suite NAME   the Debian suite that it is taken from (default trixie: Ceph 18)
  --only TEXT    only the cases whose name contains TEXT
Where Debian's apt is not there it says so and is skipped. Exit code 1: a case failed that should hold on both.`;

type Outcome = 'same' | 'differs' | 'differs no more' | 'FAILED';

interface Row {
  readonly name: string;
  readonly outcome: Outcome;
  readonly note: string;
}

async function runCase(one: ContractCase, context: ContractContext): Promise<Row> {
  const { name, differs } = one;
  try {
    await one.run(context);
    return { name, outcome: differs === undefined ? 'same' : 'differs no more', note: differs?.ceph ?? '' };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200);
    return differs === undefined
      ? { name, outcome: 'FAILED', note: reason }
      : { name, outcome: 'differs', note: `${differs.ceph} (${reason})` };
  }
}

function printRows(rows: readonly Row[]): void {
  for (const { name, outcome, note } of rows) {
    console.log(`${outcome.padEnd(16)} ${name}${note === '' ? '' : `\n${' '.repeat(19)}${note}`}`);
  }
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  console.log(
    `\n${rows.length} cases: ${count('same')} the same, ${count('differs')} known to differ, ${count('differs no more')} that differ no more, ${count('FAILED')} failed`,
  );
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        dir: { type: 'string', default: join('.local', 'ceph') },
        suite: { type: 'string', default: 'trixie' },
        only: { type: 'string', default: '' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}

/** Null, with a word why, where Ceph cannot be had here. */
async function findCeph(folder: string, suite: string): Promise<CephTree | null> {
  const obstacle = await findObstacle();
  if (obstacle !== null) {
    console.log(`test:ceph skipped: ${obstacle}.`);
    return null;
  }
  try {
    return await installCeph(folder, suite);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error;
    console.log(`test:ceph skipped: Ceph could not be fetched: ${reason}`);
    return null;
  }
}

async function main(): Promise<number> {
  const options = parseOptions();
  if (options === null || options.help) {
    console.log(HELP);
    return options === null ? 2 : 0;
  }
  const folder = resolve(options.dir);
  const tree = await findCeph(folder, options.suite);
  if (tree === null) return 0;
  const ceph = await startCeph(tree, join(folder, 'run'));
  try {
    const context = await openContract({
      name: 'ceph',
      endpoint: ceph.endpoint,
      region: 'us-east-1',
      accessKeyId: ceph.accessKeyId,
      secretAccessKey: ceph.secretAccessKey,
      // Ceph 18 does not know the checksum trailers that the SDK sends unasked.
      clientOptions: { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
    });
    const rows: Row[] = [];
    for (const one of CONTRACT.filter(({ name }) => name.includes(options.only))) {
      rows.push(await runCase(one, context));
    }
    printRows(rows);
    return rows.some(({ outcome }) => outcome === 'FAILED') ? 1 : 0;
  } finally {
    await ceph.stop();
  }
}

process.exitCode = await main();
