/**
 * The table thrown away and made anew from the bucket, on a whole running system: photos as phones send them, edited,
 * deleted, restored, unreadable; jobs as operators write them. `EDGESHOT_PHOTOS=DIR` sends that folder's photos as well.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Album, Capture, Photo, Ticket, TicketResponse } from '../../edge/api.ts';
import { sniffPhotoType } from '../../origin/core/sniff-photo-type.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = process.env.EDGESHOT_PHOTOS;
const JOB = 'j-77';

let run: LocalRun;
let database: DynamoDBClient;
let token: string;

beforeAll(async () => {
  run = await startLocalRun();
  const { endpoint } = run.info.dynamodb;
  const { region, access_key_id: accessKeyId, secret_access_key: secretAccessKey } = run.info.s3;
  database = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  token = await run.token('dispatcher');
});

afterAll(async () => {
  database?.destroy();
  await run?.stop();
});

describe('the table, thrown away and made anew from the bucket', () => {
  it('equals what it was: jobs, members, photos', async () => {
    const [wes, nadia, tom] = ['worker', 'worker-2', 'customer-2'].map(findSubject);
    const put = ['put', '--id', JOB, '--title', 'Küche', '--address', '4 Elm'];
    await operate('jobs', ...put, '--member', wes ?? '', '--member', nadia ?? '', '--customer', tom ?? '');
    await operate('jobs', 'put', '--id', JOB, '--member', nadia ?? '');
    await fillJob();
    const before = await readSettledTable();
    const albums = await readAlbums();
    expect(before.filter(({ pk }) => pk === `JOB#${JOB}`).map(({ sk }) => String(sk).split('#')[0])).toEqual(
      expect.arrayContaining(['JOB', 'MEMBER', 'PHOTO']),
    );

    await throwTableAway();
    expect(await askEdge('/jobs').then((response) => response.json())).toEqual({ jobs: [] });
    expect(await operate('reindex')).toContain('jobs: 8 restored');

    expect(await readContents()).toEqual(before);
    expect(await readAlbums()).toEqual(albums);
    expect(await operate('reindex')).toMatch(/jobs: 8 whole; photos: \d+ whole; notes: 2 whole\n$/);
  });
});

describe('attack: the copies of jobs in the bucket', () => {
  it.each([
    '/records/jobs/j-1.json',
    '/jobs/records/jobs/j-1.json',
    '/jobs/../records/jobs/j-1.json',
    '/jobs/%2e%2e/records/jobs/j-1.json',
    '/thumbs/j-1/../../records/jobs/j-1.json',
    '/thumbs/j-1/..%2f..%2frecords/jobs/j-1.json',
    '/records%2fjobs%2fj-1.json',
    '/upload/../records/jobs/j-1.json',
    '/photos/../records/jobs/j-1.json',
  ])('are shown to no viewer: %s', async (path) => {
    const { photos } = await readAlbum('j-1');
    const signature = photos[0]?.url?.split('?')[1];
    expect(signature).toContain('Signature=');
    for (const query of ['', `?${signature}`]) {
      const { status, body } = await askRaw(`${path}${query}`);
      expect(status === 403 || status === 404).toBe(true);
      expect(body).not.toContain('Juniper');
    }
  });

  it('are written by no ticket', async () => {
    const ticket = await askTicket({ id: 'capture-forged', type: 'image/jpeg', size: 5 });
    const fields = { ...ticket.fields, key: 'records/jobs/j-1.json' };
    expect((await sendForm({ ...ticket, fields }, Buffer.from('12345'))).status).toBe(403);
  });
});

/** A photo of each kind, and what people do to them; the last edit is of one that has just come. */
async function fillJob(): Promise<void> {
  const drawn = await Promise.all([1, 3, 6, 8].map((orientation, seed) => drawPhoto({ ...SMALL, orientation, seed })));
  const { bytes: working, sha256 } = await drawPhoto({ width: 800, height: 600, seed: 9 });
  const promise = (preview: string) => ({ part: 'preview' as const, sha256: preview, files: { photo: sha256 } });
  const [edited, deleted, restored, twice] = await Promise.all(
    drawn.map((photo, index) => send(photo.bytes, index, index === 3 ? promise(photo.sha256) : {})),
  );
  await send(Buffer.from('GIF89a, and no photo'), 10);
  await Promise.all(readFolder().map((bytes, index) => send(bytes, 20 + index)));
  await waitFor((photos) => photos.every(({ state }) => state === 'ready' || state === 'unreadable'));
  await change(edited, 'PATCH', { title: 'edited <1> 🏠', stage: 'after' }, '0');
  await change(edited, 'PATCH', { stage: null }, '1');
  await change(deleted, 'DELETE');
  await change(restored, 'DELETE');
  await change(`${restored}/restore`, 'POST');
  await change(twice, 'PATCH', { title: 'said of the preview' }, '0');
  await change(`${edited}/notes`, 'POST', { note_id: 'note-one', text: 'Mind the step' });
  await change(`${edited}/notes`, 'POST', { note_id: 'note-two', text: 'behind <the> 🏠' });
  await change('notes', 'POST', { note_id: 'note-job', text: 'Gate code 1234' });
  await send((await drawPhoto({ ...SMALL, seed: 12 })).bytes, 12, { drawn_on: edited ?? '' });
  await send(working, 3, { part: 'photo', sha256 });
  const replaced = await askTicket({ ...toCapture(drawn[0]?.bytes ?? Buffer.of(), 0), size: working.length, sha256 });
  await sendForm(replaced, working);
  const late = await drawPhoto({ ...SMALL, seed: 11 });
  const ticket = await askTicket(toCapture(late.bytes, 11));
  // What has not come cannot be edited.
  expect((await askEdge(`/photos/${ticket.photo_id}?job_id=${JOB}`, 'PATCH', { title: 'early' }, '0')).status).toBe(
    404,
  );
  await sendForm(ticket, late.bytes);
  await waitFor((photos) => photos.some(({ photo_id, state }) => photo_id === ticket.photo_id && state !== 'arriving'));
  await change(ticket.photo_id, 'PATCH', { title: 'said when it came' }, '0');
  const isWorking = (photo: Photo) => photo.photo_id === twice && photo.sha256 === sha256;
  await waitFor((photos) => photos.some(isWorking) && photos.every(({ state }) => !/arriving|stored/.test(state)));
}

const SMALL = { width: 400, height: 300 };

async function send(bytes: Buffer, index: number, more: Partial<Capture> = {}): Promise<string> {
  const ticket = await askTicket({ ...toCapture(bytes, index), ...more });
  expect((await sendForm(ticket, bytes)).status).toBe(201);
  return ticket.photo_id;
}

function toCapture(bytes: Buffer, index: number): Capture {
  const type = sniffPhotoType(bytes) ?? 'image/jpeg';
  return { id: `capture-${index}`, type, size: bytes.length, title: `Photo ${index}`, stage: 'before' };
}

async function askTicket(capture: Capture): Promise<Ticket> {
  const response = await askEdge('/upload-url', 'POST', { job_id: JOB, photos: [capture] });
  const { tickets } = (await response.json()) as TicketResponse;
  if (!tickets[0]) throw new Error('no ticket');
  return tickets[0];
}

function sendForm(ticket: Ticket, bytes: Buffer): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'photo');
  return fetch(new URL(ticket.url, run.info.dashboard), { method: 'POST', body: form });
}

async function change(photo: string | undefined, method: string, body?: unknown, revision?: string): Promise<void> {
  const response = await askEdge(`/photos/${photo}?job_id=${JOB}`, method, body, revision);
  expect([photo, method, response.status]).toEqual([photo, method, method === 'DELETE' ? 204 : 200]);
}

function askEdge(path: string, method = 'GET', body?: unknown, revision?: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${run.info.dashboard}${path}`, {
    method,
    headers: { ...headers, ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Sends the path as it is: fetch would resolve the dots in it. */
async function askRaw(path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(run.info.dashboard);
  const request = get({ hostname, port, path, headers: { authorization: `Bearer ${token}` } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

async function readAlbum(jobId: string): Promise<Album> {
  return (await (await askEdge(`/photos?job_id=${jobId}`)).json()) as Album;
}

/** What the office sees, but for signatures. */
async function readAlbums() {
  const albums = await Promise.all(['j-1', JOB].map(readAlbum));
  return albums.map(({ photos }) => photos.map(({ url: _u, thumb_url: _t, preview_url: _p, ...facts }) => facts));
}

async function waitFor(isThere: (photos: readonly Photo[]) => boolean): Promise<void> {
  await expect.poll(async () => isThere((await readAlbum(JOB)).photos), { timeout: 120_000 }).toBe(true);
}

async function readTable() {
  const { Items = [] } = await DynamoDBDocumentClient.from(database).send(
    new ScanCommand({ TableName: run.info.dynamodb.table, ConsistentRead: true }),
  );
  return Items.sort((left, right) => (`${left.pk} ${left.sk}` < `${right.pk} ${right.sk}` ? -1 : 1));
}

/** Once the sample photos of the other jobs are developed, too. */
async function readSettledTable() {
  const isUnsettled = ({ state }: Partial<PhotoRecord>) => state === 'arriving' || state === 'stored';
  await expect.poll(async () => (await readTable()).filter(isUnsettled), { timeout: 60_000 }).toEqual([]);
  return readContents();
}

/** All but what is announced, how often an album has changed, and counts of nothing: they tell of the past. */
async function readContents() {
  const rows = (await readTable()).filter(({ sk }) => !String(sk).startsWith('ARRIVING#'));
  return rows.map(({ album_revision: _revision, announced_until: _until, ...row }) => {
    const isJob = row.sk === 'JOB';
    return Object.fromEntries(Object.entries(row).filter(([, value]) => !isJob || value !== 0));
  });
}

async function throwTableAway(): Promise<void> {
  const documents = DynamoDBDocumentClient.from(database);
  for (const { pk, sk } of await readTable()) {
    await documents.send(new DeleteCommand({ TableName: run.info.dynamodb.table, Key: { pk, sk } }));
  }
}

async function operate(name: string, ...args: string[]): Promise<string> {
  const file = join(ROOT, `infra/operate/${name}.ts`);
  const { stderr } = await promisify(execFile)(process.execPath, [file, '--data', run.dataDir, ...args]);
  return stderr;
}

function findSubject(name: string): string {
  return run.info.users.find((user) => user.name === name)?.subject ?? '';
}

function readFolder(): Buffer[] {
  if (!FOLDER) return [];
  const files = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name)));
  return files.filter((bytes) => sniffPhotoType(bytes) !== null);
}
