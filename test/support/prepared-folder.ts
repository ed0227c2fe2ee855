/**
 * A data folder in which the demo is built, synthesized, seeded and developed already. The first worker of a run of tests that
 * wants a local run makes it; the others take it with ports of their own. A start on a copy costs a tenth of the first. Other
 * settings of the deployment begin with a copy of it, and have a folder of their own.
 */
import { constants, existsSync } from 'node:fs';
import { cp, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { formatStackName } from '../../infra/config/deployments.ts';
import { splitSettings } from '../../infra/config/split-settings.ts';
import { namePaths } from '../../infra/local/data-folder.ts';
import { TOKEN_SHAPES } from '../../infra/local/identity/token-shapes.ts';
import { replaceJsonFile } from '../../infra/local/json-file.ts';
import type { RunJson } from '../../infra/local/run-json.ts';
import { markAssembly } from '../../infra/local/synthesize-assembly.ts';
import { formatDashboard, formatIssuer, type Ports, readPorts } from '../../infra/local/tcp-ports.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { findFreeBlock } from './find-free-port.ts';
import { waitUntil } from './wait-until.ts';

/** The folder for those of all workers; the run of tests makes it and takes it away. */
export const PREPARED = 'EDGESHOT_PREPARED';

/** The dashboard's, and those behind it. */
const PORTS = 7;
/** Longer than the first worker needs on a busy machine. */
const PREPARED_WITHIN_MS = 110_000;
/** Is there once all of it is. */
const READY = 'seeded-and-developed';
/** Of the run that made it, and of the preparation. */
const NOT_COPIED = ['run.log', 'lock.sqlite', 'cdk.out', READY];

interface Run {
  readonly dataDir: string;
  readonly info: RunJson;
  stop(options: { readonly keepData: true }): Promise<void>;
}

export interface PreparedRun {
  /** Settings of the deployment, `key=value`. */
  readonly settings: readonly string[];
  readonly start: (
    folder: { readonly dataDir: string; readonly port: number },
    settings: readonly string[],
  ) => Promise<Run>;
}

/** Fills `dataDir`, and tells the dashboard's port that goes with it; outside of a run of tests leaves it empty. */
export async function copyPreparedFolder(dataDir: string, run: PreparedRun): Promise<{ readonly port?: number }> {
  const root = process.env[PREPARED];
  if (!root) return {};
  const own = join(root, [`worker-${process.env.VITEST_POOL_ID}`, ...run.settings].join('-'));
  const known = await readFile(join(own, 'port'), 'utf8').catch(() => null);
  const port = known === null ? await moveFolder(await prepare(root, run), own, run.settings) : Number(known);
  if (known === null) await writeFile(join(own, 'port'), String(port));
  await copyFolder(own, dataDir);
  return { port };
}

/** @returns the folder that the workers share */
async function prepare(root: string, run: PreparedRun): Promise<string> {
  const first = join(root, ['first', ...run.settings].join('-'));
  if (await makeFolder(first)) await fill(root, first, run);
  else await waitUntil(() => existsSync(join(first, READY)), PREPARED_WITHIN_MS);
  return first;
}

/** False where another worker has made it. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (existsSync(path)) return false;
    throw error;
  }
}

/** What breaks off leaves nothing, so that the next who wants a run tries anew. */
async function fill(root: string, dataDir: string, { start, settings }: PreparedRun): Promise<void> {
  try {
    const plain = settings.length === 0 ? null : await prepare(root, { start, settings: [] });
    const port = plain === null ? await findFreeBlock(PORTS) : await moveFolder(plain, dataDir, []);
    const run = await start({ dataDir, port }, settings);
    await waitUntil(() => existsSync(namePaths(dataDir).seeded), 90_000);
    await waitForDevelopment(run.info);
    await run.stop({ keepData: true });
    await writeFile(join(dataDir, READY), '');
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/** A copy with ports of its own. @returns the dashboard's */
async function moveFolder(from: string, to: string, settings: readonly string[]): Promise<number> {
  await mkdir(to, { recursive: true });
  await copyFolder(from, to);
  const port = await findFreeBlock(PORTS);
  await moveToPorts(to, port, settings);
  return port;
}

/** The assembly is 70 MB, and no run writes into its own: the copy names the same files. */
async function copyFolder(from: string, to: string): Promise<void> {
  const filter = (path: string) => path === from || !NOT_COPIED.includes(basename(path));
  await cp(from, to, { recursive: true, filter, mode: constants.COPYFILE_FICLONE });
  await linkFolder(namePaths(from).assembly, namePaths(to).assembly);
}

async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  const entries = await readdir(from, { withFileTypes: true });
  const copyEntry = (name: string, isFolder: boolean) =>
    (isFolder ? linkFolder : link)(join(from, name), join(to, name));
  await Promise.all(entries.map((entry) => copyEntry(entry.name, entry.isDirectory())));
}

/** Gives the folder's run other ports: `dashboard` and those behind it, wherever they stand in what was synthesized. */
async function moveToPorts(path: string, dashboard: number, settings: readonly string[]): Promise<void> {
  const folder = namePaths(path);
  const before = readPorts(folder.ports);
  if (before === null) throw new Error(`${folder.ports} is not whole`);
  const move = ([name, port]: [string, number]) => [name, port - before.dashboard + dashboard] as const;
  const after: Ports = { ...before, ...Object.fromEntries(Object.entries(before).map(move)) };
  const template = join(folder.assembly, `${formatStackName('local')}.template.json`);
  const text = (await readFile(template, 'utf8'))
    .replaceAll(formatIssuer(before), formatIssuer(after))
    .replaceAll(formatDashboard(before), formatDashboard(after));
  // The file is the other folder's too.
  await rm(template);
  await Promise.all([writeFile(template, text), replaceJsonFile(folder.ports, after)]);
  const addresses = { issuer: formatIssuer(after), dashboard: formatDashboard(after) };
  const made = { settings: splitSettings(settings), shape: TOKEN_SHAPES[0] };
  await markAssembly({ outdir: folder.assembly, ...addresses, ...made });
}

async function waitForDevelopment({ dynamodb, s3 }: RunJson): Promise<void> {
  const credentials = { accessKeyId: s3.access_key_id, secretAccessKey: s3.secret_access_key };
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: s3.region, credentials });
  const documents = DynamoDBDocumentClient.from(client);
  await waitUntil(async () => {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: dynamodb.table, ConsistentRead: true }));
    return (Items as Partial<PhotoRecord>[]).every(({ state }) => state !== 'arriving' && state !== 'stored');
  }, 90_000);
  client.destroy();
}
