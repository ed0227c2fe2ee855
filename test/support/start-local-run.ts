/** Starts a whole local run as its user does, in a process of its own, on ports and with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { composeToken } from '../../infra/local/compose-token.ts';
import type { NetworkName } from '../../infra/local/network/profiles.ts';
import type { RunJson } from '../../infra/local/run-json.ts';
import { keepPermissionUse } from './permission-use.ts';
import { copyPreparedFolder } from './prepared-folder.ts';
import { waitUntil } from './wait-until.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const READY_WITHIN_MS = 90_000;

export interface LocalRun {
  readonly dataDir: string;
  readonly info: RunJson;
  /** To look into the buckets, as their owner. */
  readonly s3: S3Client;
  /** What it printed so far. */
  output(): string;
  /** A JWT as `npm run token` prints it; the same for the same arguments. */
  token(user: string, ...options: string[]): Promise<string>;
  /** Changes what the browser sees of the network, under the connections that are open. */
  setNetwork(network: NetworkName): void;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops it as Ctrl-C does and, unless it is to be started again, removes its data. */
  stop(options?: { readonly keepData?: boolean }): Promise<void>;
}

export interface RunFolder {
  readonly dataDir: string;
  /** The dashboard's; absent: any. */
  readonly port?: number;
}

/**
 * Without a folder it begins in a new one, with the demo's jobs and photos. `settings` of the deployment are `key=value`.
 * @throws {Error} when it ends, or is not ready in time, with what it printed.
 */
export async function startLocalRun(folder?: RunFolder | null, settings: readonly string[] = []): Promise<LocalRun> {
  const { dataDir, port = 0 } = folder ?? (await openDataFolder(settings));
  const tried = settings.flatMap((setting) => ['-c', setting]);
  const args = ['infra/local/start.ts', '--port', String(port), '--data', dataDir, ...tried];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const info = await waitForReady(child, dataDir, () => output);
  const s3 = createOwnersClient(info);
  const tokens = new Map<string, Promise<string>>();
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await closed;
  };
  return {
    dataDir,
    info,
    s3,
    output: () => output,
    token: (...words) => {
      const name = words.join(' ');
      const token = tokens.get(name) ?? composeTokenOf(dataDir, words);
      tokens.set(name, token);
      return token;
    },
    setNetwork: (network) => child.send({ network }),
    kill,
    stop: async ({ keepData = false } = {}) => {
      s3.destroy();
      await kill('SIGINT');
      await keepPermissionUse(dataDir, String(child.pid));
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openDataFolder(settings: readonly string[]): Promise<RunFolder> {
  const dataDir = await mkdtemp(join(tmpdir(), 'edgeshot-run-'));
  return { dataDir, ...(await copyPreparedFolder(dataDir, { settings, start: startLocalRun })) };
}

async function waitForReady(child: ChildProcess, dataDir: string, output: () => string): Promise<RunJson> {
  let info: RunJson | null = null;
  const isOver = async () => {
    info = await readRunJson(dataDir);
    return info?.pid === child.pid || child.exitCode !== null;
  };
  await waitUntil(isOver, READY_WITHIN_MS).catch(() => child.kill('SIGKILL'));
  if (info !== null && child.exitCode === null && !child.killed) return info;
  throw new Error(`The local run did not get ready:\n${output()}`);
}

async function readRunJson(dataDir: string): Promise<RunJson | null> {
  const text = await readFile(join(dataDir, 'run.json'), 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}

function createOwnersClient({ s3 }: RunJson): S3Client {
  const { endpoint, region, access_key_id: accessKeyId, secret_access_key: secretAccessKey } = s3;
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}

/** What `npm run token` prints, without the process of its own that it takes. */
function composeTokenOf(dataDir: string, [user = '', ...rest]: readonly string[]): Promise<string> {
  return composeToken(['--user', user, '--data', dataDir, ...rest]);
}
