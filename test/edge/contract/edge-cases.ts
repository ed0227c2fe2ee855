/**
 * What a phone relies on at the edge, as cases that anything that serves edge/api.ts must pass: over HTTP, with status, headers
 * and every member. The edge passes them, and so does the double that the phone's tests have in its place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Capture, LIMITS, ROUTES, type Ticket } from '../../../edge/api.ts';
import { ask, type CaseRequest, type EdgeTarget, expectProblem, type Got, getTarget, setTarget } from './ask-target.ts';
import { describeJobs } from './job-cases.ts';
import { ALBUM, memberFaults, PHOTO, TICKET } from './members.ts';

let count = 0;

function toCapture(size = 5): Capture {
  count += 1;
  return { id: `capture-of-case-${count}`, type: 'image/jpeg', size, title: 'A sofa', stage: 'before' };
}

function askTickets(photos: readonly Capture[], asked: CaseRequest & { readonly job?: string } = {}): Promise<Got> {
  return ask(ROUTES.uploadUrl, { method: 'POST', json: { job_id: asked.job ?? 'j-open', photos }, ...asked });
}

async function upload({ url, fields }: Ticket, content: string): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([content]));
  return fetch(new URL(url, getTarget().url), { method: 'POST', body: form });
}

/** Brings a photo to `j-open`. */
async function addPhoto(): Promise<Ticket> {
  const { body } = await askTickets([toCapture()]);
  const [ticket] = body.tickets;
  expect((await upload(ticket, 'hello')).status).toBe(201);
  await getTarget().develop(ticket);
  return ticket;
}

function readAlbum(headers = {}): Promise<Got> {
  return ask(`${ROUTES.photos}?job_id=j-open`, { headers });
}

async function readPhoto(photoId: string) {
  const { body } = await readAlbum();
  return body.photos.find(({ photo_id }: { photo_id: string }) => photo_id === photoId);
}

export function describeEdge(name: string, open: () => Promise<EdgeTarget>): void {
  describe(name, () => {
    beforeAll(async () => setTarget(await open()));
    afterAll(() => getTarget().close());
    describe('tickets', describeTickets);
    describe('an upload', describeUploads);
    describe('an album', describeAlbums);
    describe('an album, by ids', describeSinglePhotos);
    describe('a photo', describeChanges);
    describe('a job', describeJobs);
    describe('any request', describeRequests);
  });
}

function describeTickets(): void {
  it('come in the order of the captures, each with all its members, for 15 minutes', async () => {
    const { status, headers, body } = await askTickets([toCapture(5), toCapture(7)]);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(body)).toEqual(['tickets']);
    expect(body.tickets.flatMap((ticket: Ticket) => memberFaults(ticket, TICKET))).toEqual([]);
    expect(body.tickets).toMatchObject([5, 7].map((max_bytes) => ({ method: 'POST', url: ROUTES.upload, max_bytes })));
    expect(body.tickets[0].expires_in).toBe(LIMITS.ticketLifeSeconds);
  });

  it('of the same capture name the same photo, of another another', async () => {
    const captures = [toCapture(), toCapture()];
    const tickets = [await askTickets(captures.slice(0, 1)), await askTickets(captures)];
    const [once = [], again = []] = tickets.map(({ body }) => body.tickets.map(({ photo_id }: Ticket) => photo_id));
    expect(again[0]).toBe(once[0]);
    expect(again[1]).not.toBe(once[0]);
  });

  it('are none for photos that are only announced', async () => {
    const capture = toCapture();
    const json = { job_id: 'j-open', photos: [capture], announce_only: true };
    const { status, body } = await ask(ROUTES.uploadUrl, { method: 'POST', json });
    expect([status, body]).toEqual([200, { tickets: [] }]);
    const wrong = await ask(ROUTES.uploadUrl, { method: 'POST', json: { ...json, announce_only: 'yes' } });
    expectProblem(wrong, { status: 400, code: 'bad-request' });
  });

  it.each([
    ['a request without photos', 'j-open', [], { status: 400, code: 'bad-request' }],
    ['a type that is no photo', 'j-open', [{ type: 'image/svg+xml' }], { status: 415, code: 'unsupported-type' }],
    ['a photo of more than 50 MiB', 'j-open', [{ size: 52_428_801 }], { status: 413, code: 'photo-too-large' }],
    ['a job of somebody else', 'j-other', [{}], { status: 403, code: 'access-denied' }],
    ['a job that is closed', 'j-closed', [{}], { status: 409, code: 'job-closed' }],
  ])('are refused for %s', async (_name, job, changes, expected) => {
    const photos = changes.map((change) => ({ ...toCapture(), ...change }) as Capture);
    expectProblem(await askTickets(photos, { job }), expected);
  });
}

function describeUploads(): void {
  it('is taken as its ticket says, and S3 names the key', async () => {
    const { body } = await askTickets([toCapture()]);
    const response = await upload(body.tickets[0], 'hello');
    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'application/xml']);
    expect(await response.text()).toContain(`<Key>${body.tickets[0].key}</Key>`);
  });

  it('of a byte more than promised is refused with S3’s own error', async () => {
    const { body } = await askTickets([toCapture()]);
    const response = await upload(body.tickets[0], 'hello!');
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/xml']);
    expect(await response.text()).toContain('<Code>EntityTooLarge</Code>');
  });
}

function describeAlbums(): void {
  it('has each photo with all its members', async () => {
    const { photo_id } = await addPhoto();
    const { status, headers, body } = await readAlbum();
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(memberFaults(body, ALBUM)).toEqual([]);
    expect(body.photos.flatMap((photo: unknown) => memberFaults(photo, PHOTO))).toEqual([]);
    expect(body.job_id).toBe('j-open');
    expect(await readPhoto(photo_id)).toMatchObject({ title: 'A sofa', stage: 'before', bytes: 5 });
  });

  it('is 304 to its ETag without a body, until a photo of it has changed', async () => {
    const { photo_id } = await addPhoto();
    const etag = (await readAlbum()).headers.get('etag') ?? '';
    const unchanged = await readAlbum({ 'if-none-match': etag });
    expect([unchanged.status, unchanged.body, unchanged.headers.get('etag')]).toEqual([304, '', etag]);
    const { revision } = await readPhoto(photo_id);
    await editTitle(photo_id, revision, 'A chair');
    const changed = await readAlbum({ 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('tells who has sent a photo that it was deleted, and has it again once it is restored', async () => {
    const { photo_id } = await addPhoto();
    const path = `${ROUTES.photos}/${photo_id}`;
    const removed = await ask(`${path}?job_id=j-open`, { method: 'DELETE', as: 'dispatcher' });
    expect([removed.status, removed.body]).toEqual([204, '']);
    expect(await readPhoto(photo_id)).toBeUndefined();
    expect((await readAlbum()).body.deleted).toContain(photo_id);
    const restored = await ask(`${path}/restore?job_id=j-open`, { method: 'POST', as: 'dispatcher' });
    expect([restored.status, restored.body.photo_id]).toEqual([200, photo_id]);
    expect(memberFaults(restored.body, PHOTO)).toEqual([]);
    expect((await readPhoto(photo_id)).photo_id).toBe(photo_id);
    expect((await readAlbum()).body.deleted ?? []).not.toContain(photo_id);
  });
}

function editTitle(photoId: string, revision: number, title: string): Promise<Got> {
  const headers = { 'if-match': `"${revision}"` };
  return ask(`${ROUTES.photos}/${photoId}?job_id=j-open`, { method: 'PATCH', headers, json: { title } });
}

function describeSinglePhotos(): void {
  it('gives single photos of it by their ids', async () => {
    const tickets = [await addPhoto(), await addPhoto()];
    const ids = tickets.map(({ photo_id }) => photo_id).slice(1);
    const { status, body } = await ask(`${ROUTES.photos}?job_id=j-open&ids=${ids}`);
    expect([status, body.photos.map(({ photo_id }: Ticket) => photo_id)]).toEqual([200, ids]);
    expect(memberFaults(body, ALBUM)).toEqual([]);
  });
}

function describeChanges(): void {
  it('is edited at its revision, and the same edit sent again gets the same response', async () => {
    const { photo_id } = await addPhoto();
    const { revision } = await readPhoto(photo_id);
    const first = await editTitle(photo_id, revision, 'A table');
    expect([first.status, first.headers.get('etag')]).toEqual([200, `"${revision + 1}"`]);
    expect(memberFaults(first.body, PHOTO)).toEqual([]);
    expect(first.body).toMatchObject({ photo_id, title: 'A table', stage: 'before', revision: revision + 1 });
    const again = await editTitle(photo_id, revision, 'A table');
    expect([again.status, again.body.revision]).toEqual([200, revision + 1]);
  });

  it('is not edited at another revision, nor without a word of what', async () => {
    const { photo_id } = await addPhoto();
    const { revision } = await readPhoto(photo_id);
    await editTitle(photo_id, revision, 'A table');
    expectProblem(await editTitle(photo_id, revision, 'A bed'), { status: 412, code: 'edited-meanwhile' });
    const wrong = await ask(`${ROUTES.photos}/${photo_id}?job_id=j-open`, { method: 'PATCH', json: {} });
    expectProblem(wrong, { status: 400, code: 'bad-request' });
  });

  it('that is not there cannot be edited', async () => {
    const edited = await editTitle('00000000-0000-8000-8000-000000000404', 0, 'A table');
    expectProblem(edited, { status: 404, code: 'not-found' });
  });
}

function describeRequests(): void {
  it.each([ROUTES.photos, ROUTES.jobs, '/photos/00000000-0000-8000-8000-000000000001'])(
    'without a token is refused: %s',
    async (path) => {
      const refused = await ask(`${path}?job_id=j-open`, { as: null, method: path.split('/')[2] ? 'PATCH' : 'GET' });
      expectProblem(refused, { status: 401, code: 'token-missing' });
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('for what is not there gets 404', async () => {
    expectProblem(await ask('/nowhere'), { status: 404, code: 'not-found' });
  });
}
