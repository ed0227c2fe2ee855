/** Starts a whole local run as its user does, in a process of its own, on free ports and with a data folder of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import type { NetworkName } from '../../infra/local/network/profiles.ts';
import type { RunJson } from '../../infra/local/run-json.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const READY_WITHIN_MS = 90_000;

export interface LocalRun {
  readonly dataDir: string;
  readonly info: RunJson;
  /** To look into the buckets, as their owner. */
  readonly s3: S3Client;
  /** What it printed so far. */
  output(): string;
  /** A JWT as `npm run token` prints it. */
  token(user: string, ...options: string[]): Promise<string>;
  /** Changes what the browser sees of the network, under the connections that are open. */
  setNetwork(network: NetworkName): void;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops it as Ctrl-C does and, unless it is to be started again, removes its data. */
  stop(options?: { readonly keepData?: boolean }): Promise<void>;
}

export async function startLocalRun(options: { dataDir?: string; args?: readonly string[] } = {}): Promise<LocalRun> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'edgeshot-run-')));
  const args = ['infra/local/start.ts', '--port', '0', '--data', dataDir, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const info = await waitForReady(child, dataDir, () => output);
  const s3 = createOwnersClient(info);
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await closed;
  };
  return {
    dataDir,
    info,
    s3,
    output: () => output,
    token: (user, ...rest) => printToken(dataDir, user, rest),
    setNetwork: (network) => child.send({ network }),
    kill,
    stop: async ({ keepData = false } = {}) => {
      s3.destroy();
      await kill('SIGINT');
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitForReady(child: ChildProcess, dataDir: string, output: () => string): Promise<RunJson> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt && child.exitCode === null) {
    const info = await readRunJson(dataDir);
    if (info && info.pid === child.pid) return info;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
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

async function printToken(dataDir: string, user: string, rest: readonly string[]): Promise<string> {
  const args = ['infra/local/token.ts', '--user', user, '--data', dataDir, ...rest];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return stdout.trim();
}
