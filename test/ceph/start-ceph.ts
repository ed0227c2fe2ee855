/** Starts an unpacked Ceph in a folder of its own, and stops by their ids the processes it started. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../support/find-free-port.ts';
import { formatCephConf } from './ceph-conf.ts';
import type { CephTree } from './install-ceph.ts';

const run = promisify(execFile);
const START_TIMEOUT_MS = 60_000;

export interface RunningCeph {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

function toCommand(tree: CephTree, program: string, parameters: readonly string[]): readonly [string, string[]] {
  const paths = `${tree.libraries}:${join(tree.libraries, 'ceph')}`;
  return [tree.loader, ['--library-path', paths, join(tree.root, 'usr', 'bin', program), ...parameters]];
}

async function isAnswering(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

async function waitForGateway(endpoint: string, gateway: ChildProcess): Promise<void> {
  const endMs = Date.now() + START_TIMEOUT_MS;
  while (!(await isAnswering(endpoint))) {
    if (gateway.exitCode !== null || Date.now() > endMs) {
      throw new Error('the Ceph gateway did not start; see the logs in its folder');
    }
    await wait(100);
  }
}

async function stopAll(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children.toReversed()) {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  }
}

/**
 * Starts one daemon of each kind and waits until the gateway answers. `folder` must be absolute; what an earlier run
 * left in it is removed.
 * @throws {Error} when the gateway has not answered in time.
 */
export async function startCeph(tree: CephTree, folder: string): Promise<RunningCeph> {
  await rm(folder, { recursive: true, force: true });
  for (const name of ['mon', 'osd', 'rgw']) await mkdir(join(folder, name), { recursive: true });
  const fsid = randomUUID();
  const [monitorPort, gatewayPort] = [await findFreePort('127.0.0.1'), await findFreePort('127.0.0.1')];
  const conf = join(folder, 'ceph.conf');
  await writeFile(conf, formatCephConf({ fsid, folder, libraries: tree.libraries, monitorPort, gatewayPort }));
  const call = (program: string, ...parameters: string[]) => run(...toCommand(tree, program, parameters));
  const children: ChildProcess[] = [];
  const launch = (program: string, ...parameters: string[]): ChildProcess => {
    const [command, all] = toCommand(tree, program, ['-c', conf, ...parameters, '-f']);
    const child = spawn(command, all, { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  try {
    const monmap = join(folder, 'monmap');
    await call('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, monmap);
    await call('osdmaptool', '--createsimple', '1', join(folder, 'osdmap'), '--with-default-pool');
    await call('ceph-mon', '-c', conf, '-i', 'a', '--mkfs', '--monmap', monmap, '--osdmap', join(folder, 'osdmap'));
    launch('ceph-mon', '-i', 'a');
    await call('ceph-osd', '-c', conf, '-i', '0', '--mkfs', '--osd-uuid', randomUUID());
    launch('ceph-osd', '-i', '0');
    const gateway = launch('radosgw', '-n', 'client.rgw');
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    await waitForGateway(endpoint, gateway);
    const accessKeyId = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const secretAccessKey = randomBytes(20).toString('hex');
    const user = ['user', 'create', '--uid=contract', '--display-name=contract'];
    const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    await call('radosgw-admin', '-c', conf, '-n', 'client.rgw', ...user, ...keys);
    return { endpoint, accessKeyId, secretAccessKey, stop: () => stopAll(children) };
  } catch (error) {
    await stopAll(children);
    throw error;
  }
}
