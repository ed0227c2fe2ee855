/** Whole local runs, each in a process of its own: what a kill leaves, what a clean stop leaves, and what is refused. */
import { spawn } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Album, Photo, Ticket, TicketResponse } from '../../edge/api.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

describe('a local run', () => {
  let dataDir: string;
  let run: LocalRun;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'edgeshot-kill-'));
    run = await startLocalRun({ dataDir });
  });
  afterAll(() => run?.stop());

  it('stores what the form of a ticket brings, at /upload and at the bucket itself', async () => {
    const { bytes, sha256 } = await drawPhoto({ width: 640, height: 480 });
    const ticket = await askTicket(run, sha256);
    for (const target of [run.info.dashboard + ticket.url, ticket.s3_url]) {
      expect((await sendForm(target, ticket, bytes)).status).toBe(201);
    }
    expect(hash('sha256', await readObject(run, ticket.key))).toBe(sha256);
  });

  it('takes the tokens of npm run token for what they say', async () => {
    const ask = async (path: string, ...options: string[]) => {
      const headers = { authorization: `Bearer ${await run.token(...(options as [string]))}` };
      return (await fetch(run.info.dashboard + path, { headers })).status;
    };
    expect(await ask('/photos?job_id=j-1', 'worker')).toBe(200);
    expect(await ask('/photos?job_id=j-2', 'worker')).toBe(403);
    expect(await ask('/photos?job_id=j-2', 'worker', '--jobs', 'j-2')).toBe(200);
    expect(await ask('/photos?job_id=j-2', 'worker', '--role', 'dispatcher')).toBe(200);
    expect(await ask('/photos?job_id=j-1', 'worker', '--scope', 'upload')).toBe(403);
    expect((await fetch(`${run.info.dashboard}/photos?job_id=j-1`)).status).toBe(401);
  });

  it('has a customer’s link made, listed, opened and ended, with the rights of the roles', async () => {
    const authorization = `Bearer ${await run.token('worker')}`;
    const ask = async (method: string, path: string, body?: object) => {
      const headers = { 'content-type': 'application/json', ...(path === '/links/open' ? {} : { authorization }) };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(run.info.dashboard + path, init);
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    };
    const made = await ask('POST', '/links', { job_id: 'j-1', name: 'Ann' });
    expect(made.status).toBe(201);
    const secret = String(made.body.url).split('#')[1];
    const opened = await ask('POST', '/links/open', { secret });
    expect(opened).toMatchObject({ status: 200, body: { job_id: 'j-1', name: 'Ann' } });
    const headers = { authorization: `Bearer ${opened.body.token}` };
    expect((await fetch(`${run.info.dashboard}/photos?job_id=j-1`, { headers })).status).toBe(200);
    expect((await fetch(`${run.info.dashboard}/jobs`, { headers })).status).toBeLessThan(500);
    expect((await ask('GET', '/links?job_id=j-1')).body.links).toHaveLength(1);
    expect((await ask('DELETE', `/links?job_id=j-1&link_id=${made.body.link_id}`)).status).toBeLessThan(300);
    expect((await ask('POST', '/links/open', { secret })).status).toBeGreaterThanOrEqual(400);
  });

  it('changes its network while it runs', async () => {
    const load = () => fetch(run.info.dashboard).then(({ status }) => status);
    run.setNetwork('offline');
    await expect.poll(() => load().catch(() => 'offline')).toBe('offline');
    run.setNetwork('none');
    await expect.poll(() => load().catch(() => 'offline')).toBe(200);
  });

  it('refuses a second run on its data folder in one line, and goes on', async () => {
    const second = await runStart('--port', '0', '--data', dataDir);
    expect(second).toEqual({ code: 1, output: expect.stringMatching(/^Another run has the data folder [^\n]+\n$/) });
    expect((await fetch(run.info.dashboard)).status).toBe(200);
  });

  it('has every photo that was acknowledged before kill -9, byte-true and developed', async () => {
    const acknowledged = new Map<string, string>();
    const photos = await Promise.all(Array.from({ length: 12 }, () => drawPhoto({ width: 640, height: 480 })));
    const bytes = photos.map((photo) => photo.bytes);
    const tickets = await askTickets(run, bytes);
    const uploads = tickets.map(async (ticket, index) => {
      const sent = bytes[index] ?? Buffer.alloc(0);
      const response = await sendForm(run.info.dashboard + ticket.url, ticket, sent).catch(() => null);
      if (response?.status === 201) acknowledged.set(ticket.key, hash('sha256', sent));
    });
    await Promise.any(uploads.slice(4));
    await run.kill('SIGKILL');
    await Promise.all(uploads);
    expect(acknowledged.size).toBeGreaterThan(0);

    run = await startLocalRun({ dataDir });
    for (const [key, sha256] of acknowledged) expect(hash('sha256', await readObject(run, key))).toBe(sha256);
    const album = await waitForAlbum(run, (photos) => [...acknowledged.keys()].every((key) => isReady(photos, key)));
    for (const [key, sha256] of acknowledged) {
      const shown = album.filter((photo) => photo.key === key);
      expect(shown.map((photo) => photo.sha256)).toEqual([sha256]);
    }
  });

  it('stops clean at SIGINT: run.json is gone, its ports are free, and the state is there again', async () => {
    const { dashboard } = run.info;
    await run.stop({ keepData: true });
    expect(existsSync(join(dataDir, 'run.json'))).toBe(false);
    await expect(fetch(dashboard)).rejects.toThrow();
    const before = await run.token('worker');
    run = await startLocalRun({ dataDir });
    const headers = { authorization: `Bearer ${before}` };
    const response = await fetch(`${run.info.dashboard}/photos?job_id=j-test`, { headers });
    expect(((await response.json()) as Album).photos.length).toBeGreaterThan(0);
  });
});

describe('npm start that is stopped before it is up', () => {
  it('ends at once, leaves no facts behind, and its folder can be had', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'edgeshot-early-'));
    const child = spawn(process.execPath, ['infra/local/start.ts', '--port', '0', '--data', dataDir], { cwd: ROOT });
    let complaints = '';
    child.stderr.on('data', (chunk) => (complaints += chunk));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    // As npm does: the terminal's signal, and the same once more.
    child.kill('SIGINT');
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, complaints, hasFacts: existsSync(join(dataDir, 'run.json')) }).toEqual({
      code: 0,
      complaints: '',
      hasFacts: false,
    });
    openDataFolder(dataDir, { fresh: true }).release();
    await rm(dataDir, { recursive: true });
  });
});

describe('npm start that cannot be', () => {
  it('says so in one line and leaves nothing: a taken port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const dataDir = join(tmpdir(), `edgeshot-${randomBytes(6).toString('hex')}`);
    const result = await runStart('--port', String(port), '--data', dataDir);
    server.close();
    expect(result).toEqual({ code: 1, output: `Port ${port} is taken: free it, or give --port another one.\n` });
    await rm(dataDir, { recursive: true });
  });

  it.each([
    [['--colour'], "Unknown option '--colour'"],
    [['--port', '99999'], '--port must be 0 to 65535'],
    [['--network', '9g'], '--network must be one of none, slow-3g, 2g'],
  ])('says so in one line: %j', async (args, line) => {
    const { code, output } = await runStart(...args);
    expect({ code, lines: output.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(output).toContain(line);
  });

  it('says so in one line: a data folder that cannot be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'edgeshot-file-'));
    await writeFile(join(folder, 'file'), '');
    const { code, output } = await runStart('--port', '0', '--data', join(folder, 'file', 'inside'));
    expect({ code, lines: output.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('');
    await rm(folder, { recursive: true });
  });
});

async function askTicket(run: LocalRun, sha256: string): Promise<Ticket> {
  const headers = { authorization: `Bearer ${await run.token('worker')}` };
  const response = await fetch(`${run.info.dashboard}/upload-url?job_id=j-test&sha256=${sha256}`, { headers });
  return (await response.json()) as Ticket;
}

async function askTickets(run: LocalRun, photos: readonly Buffer[]): Promise<readonly Ticket[]> {
  const captures = photos.map((bytes) => ({
    id: randomBytes(12).toString('hex'),
    type: 'image/jpeg',
    size: bytes.length,
    sha256: hash('sha256', bytes),
  }));
  const response = await fetch(`${run.info.dashboard}/upload-url`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await run.token('worker')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ job_id: 'j-test', photos: captures }),
  });
  return ((await response.json()) as TicketResponse).tickets;
}

/** As curl and a browser send it: with its length, `file` last. */
async function sendForm(url: string, { fields }: Ticket, bytes: Buffer): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'photo.jpg');
  const encoded = new Response(form);
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
  return fetch(url, { method: 'POST', headers, body: await encoded.arrayBuffer() });
}

async function waitForAlbum(run: LocalRun, isDone: (photos: readonly Photo[]) => boolean): Promise<readonly Photo[]> {
  const headers = { authorization: `Bearer ${await run.token('worker')}` };
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(`${run.info.dashboard}/photos?job_id=j-test`, { headers });
    const { photos } = (await response.json()) as Album;
    if (isDone(photos) || Date.now() > giveUpAt) return photos;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isReady(photos: readonly Photo[], key: string): boolean {
  return photos.some((photo) => photo.key === key && photo.state === 'ready');
}

async function readObject({ info, s3 }: LocalRun, key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: info.s3.uploads_bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Runs start.ts to its end, which must be a refusal. */
async function runStart(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['infra/local/start.ts', ...args], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}
