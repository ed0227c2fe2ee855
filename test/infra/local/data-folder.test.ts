import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../../infra/local/data-folder.ts';
import { loadRunKeys, readRunKeys, toPublicJwks } from '../../../infra/local/run-keys.ts';
import { HOST, readPorts, reservePorts } from '../../../infra/local/tcp-ports.ts';

let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'edgeshot-data-'));
});
afterEach(() => rm(path, { recursive: true }));

describe('openDataFolder', () => {
  it('lets one run have it at a time', () => {
    const first = openDataFolder(path, { fresh: false });
    expect(() => openDataFolder(path, { fresh: false })).toThrow(/^Another run has the data folder/);
    first.release();
    openDataFolder(path, { fresh: false }).release();
  });

  it('empties with fresh what a run has made, and nothing else', async () => {
    await writeFile(join(path, 'keys.json'), '{}');
    await writeFile(join(path, 'queues.sqlite-wal'), '');
    await writeFile(join(path, 'holiday.jpg'), 'mine');
    openDataFolder(path, { fresh: true }).release();
    expect(['keys.json', 'queues.sqlite-wal', 'holiday.jpg'].map((name) => existsSync(join(path, name)))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it.each([['s3'], ['aws', 'version']])('refuses in one line what an earlier version has made: %s', async (...made) => {
    const [folder = '', version] = made;
    await mkdir(join(path, folder, 'buckets'), { recursive: true });
    if (version) await writeFile(join(path, version), '1');
    expect(() => openDataFolder(path, { fresh: false })).toThrow(/of an earlier version.* --fresh/);
    expect(existsSync(join(path, folder, 'buckets'))).toBe(true);
    openDataFolder(path, { fresh: true }).release();
    expect(existsSync(join(path, folder))).toBe(false);
    await mkdir(join(path, 'aws'));
    openDataFolder(path, { fresh: false }).release();
  });

  it('does not empty a folder that another run has', async () => {
    const first = openDataFolder(path, { fresh: false });
    await writeFile(first.keys, '{}');
    expect(() => openDataFolder(path, { fresh: true })).toThrow(/^Another run/);
    expect(existsSync(first.keys)).toBe(true);
    first.release();
  });
});

describe('loadRunKeys', () => {
  it('makes the keys once, for nobody else to read, and publishes no private half', async () => {
    const file = join(path, 'keys.json');
    expect(readRunKeys(file)).toBeNull();
    const keys = await loadRunKeys(file);
    expect(await loadRunKeys(file)).toEqual(keys);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(Object.keys(toPublicJwks(keys).keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('refuses a file that is none of its own, in one line', async () => {
    await writeFile(join(path, 'keys.json'), '{"salt":');
    expect(() => readRunKeys(join(path, 'keys.json'))).toThrow(/--fresh/);
  });
});

describe('reservePorts', () => {
  it('holds a port for each service until it is released, and takes the same ones the next time', async () => {
    const file = join(path, 'ports.json');
    const first = await reservePorts(file, 0);
    await expect(listen(first.ports.s3)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.release();
    const second = await reservePorts(file, 0);
    await second.release();
    expect(second.ports).toEqual(first.ports);
    expect(readPorts(file)).toEqual(first.ports);
    expect(new Set(Object.values(first.ports)).size).toBe(Object.values(first.ports).length);
  });

  it('gives the ports up although somebody has knocked at each and stays', async () => {
    const { ports, release } = await reservePorts(join(path, 'ports.json'), 0);
    const { dashboard, ...held } = ports;
    expect(dashboard).toBe(0);
    const visitors = Object.values(held).map((port) => connect({ host: HOST, port, allowHalfOpen: true }));
    // One that is sent away at once may see the reset before the connection.
    await Promise.allSettled(visitors.map((visitor) => once(visitor, 'connect')));
    for (const visitor of visitors) visitor.on('error', () => undefined);
    const released = release().then(() => 'released');
    expect(await Promise.race([released, wait(2000, 'still held')])).toBe('released');
    for (const visitor of visitors) visitor.destroy();
  });

  it('takes another where somebody else has last time’s', async () => {
    const file = join(path, 'ports.json');
    const first = await reservePorts(file, 0);
    await first.release();
    const server = await listen(first.ports.issuer);
    const second = await reservePorts(file, 0);
    expect(second.ports.issuer).not.toBe(first.ports.issuer);
    expect((server.address() as AddressInfo).port).toBe(first.ports.issuer);
    await second.release();
    server.close();
  });
});

function listen(port: number) {
  const server = createServer();
  return new Promise<typeof server>((resolve, reject) => {
    server.once('error', reject).listen(port, HOST, () => resolve(server));
  });
}
