/**
 * A data folder in which the demo is built, synthesized, seeded and developed already. Each worker of a run of tests makes
 * one when the first of its files wants a local run; the others start on a copy, with the same ports: a start that would
 * cost 9 s of CPU time costs 1.5.
 */
import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { RunJson } from '../../infra/local/run-json.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { findFreeBlock } from './find-free-port.ts';
import { waitUntil } from './wait-until.ts';

/** The folder for those of all workers; the run of tests makes it and takes it away. */
export const PREPARED = 'EDGESHOT_PREPARED';

/** The dashboard's, and those behind it. */
const PORTS = 7;
/** Of the run that made it. */
const NOT_COPIED = ['run.log', 'lock.sqlite'];

interface Run {
  readonly dataDir: string;
  readonly info: RunJson;
  stop(options: { readonly keepData: true }): Promise<void>;
}
type Start = (folder: { readonly dataDir: string; readonly port: number }) => Promise<Run>;

/** Fills `dataDir`, and tells the dashboard's port that goes with it; outside of a run of tests leaves it empty. */
export async function copyPreparedFolder(dataDir: string, start: Start): Promise<{ readonly port?: number }> {
  const root = process.env[PREPARED];
  if (!root) return {};
  const prepared = join(root, `worker-${process.env.VITEST_POOL_ID}`);
  if (!existsSync(join(prepared, 'port'))) await prepare(prepared, start);
  const filter = (path: string) => path === prepared || !NOT_COPIED.includes(basename(path));
  await cp(prepared, dataDir, { recursive: true, filter, mode: constants.COPYFILE_FICLONE });
  return { port: Number(await readFile(join(prepared, 'port'), 'utf8')) };
}

async function prepare(dataDir: string, start: Start): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const port = await findFreeBlock(PORTS);
  const run = await start({ dataDir, port });
  await waitUntil(() => existsSync(join(dataDir, 'seeded.json')), 90_000);
  await waitForDevelopment(run.info);
  await run.stop({ keepData: true });
  await writeFile(join(dataDir, 'port'), String(port));
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
