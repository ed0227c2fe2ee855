/**
 * What came first under a capture stays, before a whole local run: its taker, with tickets that are all in order and an ordinary
 * client, tries to replace, revive and bury it. Every first file is sent before the tests, together.
 */
import { hash } from 'node:crypto';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedFiles, Photo, Ticket } from '../../../edge/api.ts';
import type { ManifestEntry } from '../../../infra/operate/write-archive.ts';
import { operateAsProcess } from '../../infra/operate/operate.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { HttpClient, type Said } from './http-client.ts';
import { unpackExport } from './unpack-export.ts';

const JOB = 'j-evidence';
const SIZE = { width: 320, height: 240 };
const TOLD = { title: 'Scratch on the door', stage: 'damage', taken_at: '2026-11-22T10:00:00+01:00' } as const;
const OTHERWISE = { title: 'Nothing to see', stage: 'before', taken_at: '2026-11-20T08:00:00+01:00' } as const;
const CAPTURES = ['types', 'hashes', 'replay', 'preview', 'named', 'unnamed', 'gone', 'back'] as const;
type CaptureName = (typeof CAPTURES)[number];

interface First {
  readonly id: string;
  readonly bytes: Buffer;
  readonly preview: Buffer;
  readonly original: Buffer;
  readonly ticket: Ticket;
}

let run: LocalRun;
let wes: HttpClient;
let uploadOnly: HttpClient;
let dispatcher: HttpClient;
const firsts = new Map<string, First>();

beforeAll(async () => {
  run = await startLocalRun();
  const signIn = async (...words: readonly [string, ...string[]]) =>
    new HttpClient(run.info.dashboard, JOB, await run.token(...words));
  const job = ['--id', JOB, '--title', 'Garage', '--address', '4 Elm', '--member', 'user-wes'];
  expect(await operateAsProcess('jobs', ['put', ...job], { data: run.dataDir })).toMatchObject({ code: 0 });
  wes = await signIn('worker');
  uploadOnly = await signIn('worker', '--scope', 'upload');
  dispatcher = await signIn('dispatcher');
  await Promise.all(CAPTURES.map(sendFirst));
  const isReady = async () =>
    (await dispatcher.readAlbum()).filter(({ state }) => state === 'ready').length === CAPTURES.length;
  await waitUntil(isReady, 60_000);
  // S3 tells no fractions of a second.
  const second = Math.floor(Date.now() / 1000);
  await waitUntil(() => Math.floor(Date.now() / 1000) > second, 2_000);
});
afterAll(() => run?.stop());

/** The working copy of a picture, whose ticket names preview and, but for one of them, the original. */
async function sendFirst(name: CaptureName, index: number): Promise<void> {
  const [working, preview, original] = await Promise.all([1, 2, 3].map((part) => draw(index * 10 + part)));
  if (!working || !preview || !original) throw new TypeError('three pictures were drawn');
  const id = `capture-${name}`;
  const files: NamedFiles = {
    photo: hash('sha256', working),
    preview: hash('sha256', preview),
    ...(name === 'unnamed' ? {} : { original: hash('sha256', original) }),
  };
  const ticket = await wes.askTicket(working, { id, part: 'photo', files, ...TOLD });
  expect(await wes.use(ticket, working)).toBe(201);
  firsts.set(name, { id, bytes: working, preview, original, ticket });
}

async function draw(seed: number): Promise<Buffer> {
  return (await drawPhoto({ ...SIZE, seed })).bytes;
}

function first(name: CaptureName): First {
  const found = firsts.get(name);
  if (!found) throw new TypeError(`${name} was not sent`);
  return found;
}

async function readPhoto(name: CaptureName): Promise<Photo> {
  const photo = await dispatcher.readPhoto(first(name).ticket.photo_id);
  if (!photo) throw new Error(`${name} is not in the album`);
  return photo;
}

/** All but what came besides, and whether it has; and the URLs, for they are signed anew each hour. */
function toShown({ later_uploads: _later, original: _original, original_is: _where, ...photo }: Photo) {
  const toPath = (url: string | null) => url?.split('?')[0];
  const { url, thumb_url, preview_url } = photo;
  return { ...photo, ...{ url: toPath(url), thumb_url: toPath(thumb_url), preview_url: toPath(preview_url) } };
}

/** Waits until the log tells of so many of them. */
async function waitForLog(name: CaptureName, action: string, isMeant: (detail: Detail) => boolean, count = 1) {
  const read = async () =>
    (await dispatcher.readLog(first(name).ticket.photo_id)).filter(
      (event) => event.action === action && isMeant(event.detail),
    );
  await expect.poll(async () => (await read()).length, { timeout: 60_000 }).toBe(count);
  return read();
}
type Detail = Readonly<Record<string, unknown>>;
const isOf = (bytes: Buffer) => (detail: Detail) => detail.sha256 === hash('sha256', bytes);

/** Sends bytes under a capture that has its photo, and waits until they are a later upload, by name, and nothing else has changed. */
async function expectLaterUpload(name: CaptureName, bytes: Buffer, said: Omit<Said, 'id'>): Promise<void> {
  const shown = toShown(await readPhoto(name));
  expect(await wes.send(bytes, { id: first(name).id, ...said })).toBe(201);
  const [event] = await waitForLog(name, 'later-upload', isOf(bytes));
  expect(event).toMatchObject({ actor: 'user-wes', actor_name: 'Wes Alvarado', detail: { hidden: false } });
  const after = await readPhoto(name);
  expect(toShown(after)).toEqual(shown);
  const later = after.later_uploads?.find(({ sha256 }) => sha256 === hash('sha256', bytes));
  expect(later).toMatchObject({ type: said.type ?? 'image/jpeg', uploaded_by_name: 'Wes Alvarado' });
  expect(Date.parse(later?.uploaded_at ?? '')).toBeGreaterThan(Date.parse(shown.uploaded_at ?? ''));
  const opened = await fetch(new URL(later?.url ?? '', run.info.dashboard));
  expect(Buffer.compare(Buffer.from(await opened.arrayBuffer()), bytes)).toBe(0);
}

describe('attack: other bytes under a capture', () => {
  it('as a PNG under the capture of a JPEG are a later upload, with who and when', async () => {
    const png = await sharp(await draw(101))
      .png()
      .toBuffer();
    await expectLaterUpload('types', png, { type: 'image/png', ...OTHERWISE });
    expect(await readPhoto('types')).toMatchObject({ type: 'image/jpeg', verified: true, ...TOLD });
  });

  it('with another hash, title, stage and time are one too, though their ticket names them for the photo', async () => {
    const bytes = await draw(102);
    const files = { photo: hash('sha256', bytes), original: hash('sha256', bytes) };
    await expectLaterUpload('hashes', bytes, { part: 'photo', files, ...OTHERWISE });
    await expectLaterUpload('hashes', await draw(103), { part: 'preview' });
    expect((await readPhoto('hashes')).later_uploads).toHaveLength(2);
  });

  it('do not come to stand there by a replay of an old ticket after a newer one, nor do the words of a newer one', async () => {
    const { id, bytes, ticket } = first('replay');
    await expectLaterUpload('replay', await draw(104), OTHERWISE);
    const before = await readPhoto('replay');
    expect(await wes.use(ticket, bytes)).toBe(201);
    expect(await wes.send(bytes, { id, ...OTHERWISE })).toBe(201);
    await waitForLog('replay', 'stored', ({ repeated }) => repeated === true, 2);
    expect(await readPhoto('replay')).toEqual(before);
  });

  it('are no preview that lands late', async () => {
    const { id, preview } = first('preview');
    const before = await readPhoto('preview');
    expect(await wes.send(preview, { id, part: 'preview' })).toBe(201);
    await waitForLog('preview', 'stored', isOf(preview));
    expect(await readPhoto('preview')).toEqual(before);
  });
});

describe('an original that follows', () => {
  it('is the original where the first ticket named its hash', async () => {
    const { id, original } = first('named');
    const before = await readPhoto('named');
    expect(before.original_is).toBe('on-phone');
    expect(await wes.send(original, { id, part: 'original' })).toBe(201);
    await waitForLog('named', 'stored', isOf(original));
    const after = await readPhoto('named');
    expect(after.original).toMatchObject({ sha256: hash('sha256', original), part: 'original' });
    expect([toShown(after), after.later_uploads, after.original_is]).toEqual([toShown(before), undefined, undefined]);
  });

  it('attack: of another picture is a later upload, for nobody promised it', async () => {
    await expectLaterUpload('unnamed', first('unnamed').original, { part: 'original' });
    expect(await readPhoto('unnamed')).not.toHaveProperty('original');
  });
});

describe('attack: uploads under a deleted photo', () => {
  /** By the old ticket, by one from before that was kept, by a new one, and by a token that may only upload. */
  async function sendAfterDeletion(name: CaptureName): Promise<readonly string[]> {
    const { id, bytes, ticket } = first(name);
    const others = await Promise.all([0, 1, 2].map((index) => draw(110 + CAPTURES.indexOf(name) * 10 + index)));
    const [kept, fresh, limited] = others as [Buffer, Buffer, Buffer];
    const old = await wes.askTicket(kept, { id, ...OTHERWISE });
    const { url, thumb_url, preview_url } = await readPhoto(name);
    expect(await dispatcher.change(ticket.photo_id, 'DELETE')).toBe(204);
    const sent = [wes.use(ticket, bytes), wes.use(old, kept), wes.send(fresh, { id })];
    expect(await Promise.all([...sent, uploadOnly.send(limited, { id })])).toEqual([201, 201, 201, 201]);
    const events = await waitForLog(name, 'later-upload', ({ hidden }) => hidden === true, 4);
    expect(new Set(events.map(({ actor_name }) => actor_name))).toEqual(new Set(['Wes Alvarado']));
    await waitUntilHidden(ticket.photo_id);
    const signature = url?.split('?')[1];
    const paths = events.map(({ detail }) => `/${detail.key}?${signature}`);
    for (const path of [url, thumb_url, preview_url, ...paths]) {
      expect([403, 404]).toContain((await fetch(new URL(path ?? '', run.info.dashboard))).status);
    }
    return [bytes, ...others].map((one) => hash('sha256', one));
  }

  it('stay hidden, are logged by name, and nothing of them is in the export', async () => {
    const hashes = await sendAfterDeletion('gone');
    const { photo_id } = first('gone').ticket;
    expect(await dispatcher.readPhoto(photo_id)).toBeNull();
    expect((await dispatcher.readDeleted()).map((photo) => photo.photo_id)).toContain(photo_id);
    const manifest = String((await unpackExport(run, JOB)).get('manifest.json'));
    const entries: readonly ManifestEntry[] = JSON.parse(manifest).photos;
    expect(entries.filter(({ sha256 }) => hashes.includes(sha256))).toEqual([]);
    const later = entries.filter(({ role }) => role === 'later-upload');
    expect(later.length).toBeGreaterThanOrEqual(5);
    for (const entry of later) {
      expect(entry).toMatchObject({ uploaded_by: 'user-wes', uploaded_by_name: 'Wes Alvarado' });
      expect(entry.uploaded_at).toMatch(/^\d{4}-/);
    }
  });

  it('are seen again after a restoration alone, beside the photo that came first', async () => {
    const [sha256 = '', ...others] = await sendAfterDeletion('back');
    const { photo_id } = first('back').ticket;
    expect(await wes.change(photo_id, 'restore')).toBe(403);
    expect(await dispatcher.readPhoto(photo_id)).toBeNull();
    expect(await dispatcher.change(photo_id, 'restore')).toBe(200);
    const photo = await readPhoto('back');
    expect(photo).toMatchObject({ sha256, verified: true, state: 'ready', ...TOLD });
    expect(photo.later_uploads?.map((file) => file.sha256).toSorted()).toEqual(others.toSorted());
    expect((await fetch(new URL(photo.url ?? '', run.info.dashboard))).status).toBe(200);
  });
});

/** By the bucket itself: a URL that is opened a moment too early would be kept by the edge for its hour. */
async function waitUntilHidden(photoId: string): Promise<void> {
  const listing = { Bucket: run.info.s3.uploads_bucket, Prefix: `jobs/${JOB}/${photoId}` };
  const countOpen = async () => {
    const { Versions = [] } = await run.s3.send(new ListObjectVersionsCommand(listing));
    return Versions.filter(({ IsLatest }) => IsLatest).length;
  };
  await expect.poll(countOpen, { timeout: 60_000 }).toBe(0);
}
