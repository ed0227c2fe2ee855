import { describe, expect } from 'vitest';
import { drawQrCode } from '../../../edge/core/qr-code.ts';
import { LINK_LIMITS } from '../../../edge/link-api.ts';
import { mintToken, NOW } from '../issuer.ts';
import { CREW_PHOTO, linkTest as it, toCapture, toFragment } from '../link-test.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('POST /links', () => {
  it('makes a link for 30 days, to look alone, by the office or the crew', async ({
    edge,
    worker,
    dispatcher,
    jobs: _,
  }) => {
    for (const token of [worker, dispatcher]) {
      const { status, headers, body } = await edge.ask('/links', {
        method: 'POST',
        token,
        body: { job_id: 'j-2', name: 'Ann' },
      });
      expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
      expect(body).toMatchObject({ name: 'Ann', may: 'view', revoked_at: null, opened_at: null });
      expect(Date.parse(body.ends_at) - NOW.getTime()).toBe(30 * DAY_MS);
      expect(body.url).toMatch(/^https:\/\/photos\.example\.com\/l#j-2\.[\w-]{32}$/);
      expect(body.qr).toEqual(drawQrCode(body.url));
    }
  });

  it('keeps of its secret the hash alone, and tells the log who made it', async ({ make, world }) => {
    const { url, link_id } = await make({ name: 'Hash' });
    const [, secret = ''] = toFragment(url).split('.');
    const [rows, entries] = [await world.rows('j-1', 'LINK#'), await world.audit('j-1')];
    expect(JSON.stringify([rows, entries])).not.toContain(secret);
    const entry = entries.find(({ detail }) => detail.link === link_id);
    expect(entry).toMatchObject({ action: 'link-made', actor: 'worker-1', detail: { name: 'Hash', may: 'add' } });
  });

  it.for([
    [{ name: '' }, '/name'],
    [{ name: 'x'.repeat(LINK_LIMITS.maxNameLength + 1) }, '/name'],
    [{ may: 'edit' }, '/may'],
    [{ days: 0 }, '/days'],
    [{ days: 366 }, '/days'],
    [{ days: 1.5 }, '/days'],
    [{ job_id: '../x' }, '/job_id'],
  ] as const)('refuses %j at %s', async ([asked, pointer], { edge, worker }) => {
    const body = { job_id: 'j-1', name: 'Ann', ...asked };
    const response = await edge.ask('/links', { method: 'POST', token: worker, body });
    expect([response.status, response.body.errors[0].pointer]).toEqual([400, pointer]);
  });

  it('is refused to customers, to others’ crews, and by a token that may not share', async ({
    edge,
    customer,
    jobs: _,
  }) => {
    const tokens = [customer, await mintToken({ sub: 'worker-9' }), await mintToken({ scope: 'upload view' })];
    for (const token of tokens) {
      for (const method of ['POST', 'GET', 'DELETE']) {
        const path = method === 'POST' ? '/links' : `/links?job_id=j-1&link_id=${'a'.repeat(22)}`;
        const { status } = await edge.ask(path, {
          method,
          token,
          ...(method === 'POST' ? { body: { job_id: 'j-1', name: 'A' } } : {}),
        });
        expect(status).toBe(403);
      }
    }
  });

  it(`makes at most ${LINK_LIMITS.maxLinks} of a job that are good at once`, async ({
    edge,
    make,
    dispatcher,
    world,
  }) => {
    const made = await make({ job_id: 'j-full' });
    const [row] = await world.rows('j-full', 'LINK#');
    const others = Array.from({ length: LINK_LIMITS.maxLinks - 1 }, (_, index) => ({
      ...row,
      pk: 'JOB#j-full',
      sk: `LINK#${index}`,
    }));
    await world.put(...others);
    expect(
      (await edge.ask('/links', { method: 'POST', token: dispatcher, body: { job_id: 'j-full', name: 'A' } })).status,
    ).toBe(400);
    await edge.ask(`/links?job_id=j-full&link_id=${made.link_id}`, { method: 'DELETE', token: dispatcher });
    expect(
      (await edge.ask('/links', { method: 'POST', token: dispatcher, body: { job_id: 'j-full', name: 'A' } })).status,
    ).toBe(201);
  });
});

describe('GET and DELETE /links', () => {
  it('tells who made each and when it was last opened, and no secret', async ({ edge, make, open, worker }) => {
    const made = await make({ name: 'Listed' });
    await open(made);
    const { body } = await edge.ask('/links?job_id=j-1', { token: worker });
    const { url, qr, ...facts } = made;
    expect(qr.size).toBeGreaterThan(20);
    expect(body.links.find(({ name }: { name: string }) => name === 'Listed')).toEqual({
      ...facts,
      opened_at: NOW.toISOString(),
    });
    expect(JSON.stringify(body)).not.toContain(toFragment(url).split('.')[1]);
  });

  it('ends a link at once, in the log, and once', async ({ edge, make, open, dispatcher, world }) => {
    const made = await make({ name: 'Ended' });
    const { token } = await open(made);
    expect((await edge.ask('/photos?job_id=j-1', { token })).status).toBe(200);
    const revoke = () => edge.ask(`/links?job_id=j-1&link_id=${made.link_id}`, { method: 'DELETE', token: dispatcher });
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 204]);
    expect((await edge.ask('/photos?job_id=j-1', { token })).body.code).toBe('token-invalid');
    expect(await open(made)).toMatchObject({ code: 'link-ended', status: 410 });
    const entries = (await world.audit('j-1')).filter(
      ({ action, detail }) => action === 'link-revoked' && detail.link === made.link_id,
    );
    expect(entries).toMatchObject([{ actor: 'dispatcher-1', detail: { name: 'Ended' } }]);
  });

  it('knows no link of another job', async ({ edge, make, dispatcher }) => {
    const { link_id } = await make();
    const path = `/links?job_id=j-2&link_id=${link_id}`;
    expect((await edge.ask(path, { method: 'DELETE', token: dispatcher })).status).toBe(404);
  });
});

describe('POST /links/open', () => {
  it('is in the log once an hour, with country and device and no address', async ({ edge, make, world }) => {
    const made = await make({ name: 'Opened' });
    const headers = { 'cloudfront-is-mobile-viewer': 'true', 'cloudfront-is-desktop-viewer': 'false' };
    const ask = () => edge.ask('/links/open', { method: 'POST', headers, body: { secret: toFragment(made.url) } });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const entries = (await world.audit('j-1')).filter(
      ({ action, detail }) => action === 'link-opened' && detail.link === made.link_id,
    );
    expect(entries).toEqual([
      expect.objectContaining({
        actor: `link:${made.link_id}`,
        actor_name: 'Opened',
        from: { country: 'US', address: null },
        detail: { link: made.link_id, device: 'phone' },
      }),
    ]);
  });

  it('gives the album without a name of the crew, a place, an address or an original', async ({ edge, make, open }) => {
    const { token, may, name } = await open(await make());
    expect([may, name]).toEqual(['add', 'Maria']);
    const { body, text } = await edge.ask('/photos?job_id=j-1', { token });
    expect(body.job).toEqual({
      job_id: 'j-1',
      title: 'Job j-1',
      status: 'open',
      scheduled_for: null,
      can: ['view', 'upload'],
    });
    expect(Object.keys(body.photos[0]).sort()).toEqual([
      'height',
      'photo_id',
      'placeholder',
      'preview_url',
      'stage',
      'state',
      'taken_at',
      'thumb_url',
      'title',
      'uploaded_at',
      'url',
      'width',
    ]);
    expect(body.photos[0]).toMatchObject({ photo_id: CREW_PHOTO.photo_id, title: 'Sofa', stage: 'after' });
    expect(body.photos[0].url).toBe(body.photos[0].preview_url);
    expect(text).not.toMatch(/Wes|worker-1|555-0100|Main St|1\.5|Phone 1|jobs\/j-1\//);
  });

  it('signs images for a minute at most', async ({ edge, make, open }) => {
    const { token } = await open(await make());
    for (const delivery of ['cloudfront', 's3'] as const) {
      const { body } = await edge.ask('/photos?job_id=j-1', { token, config: { delivery } });
      const lifeMs = Date.parse(body.expires_at) - NOW.getTime();
      expect(lifeMs).toBeGreaterThanOrEqual(45_000);
      expect(lifeMs).toBeLessThanOrEqual(60_000);
    }
  });

  it('lets it add photos under its name, by tickets of a minute', async ({ edge, make, open, world }) => {
    const made = await make({ name: 'Adds' });
    const { token, subject } = await open(made);
    const body = { job_id: 'j-1', photos: [toCapture(1)] };
    const { status, body: response } = await edge.ask('/upload-url', { method: 'POST', token, body });
    expect([status, response.tickets[0].expires_in]).toEqual([200, 60]);
    const [uploader = '', name = ''] = response.tickets[0].fields['x-amz-meta-uploader'].split(';');
    expect([decodeURIComponent(uploader), Buffer.from(name, 'base64url').toString()]).toEqual([subject, 'Adds']);
    const entry = (await world.audit('j-1')).find(
      ({ action, actor }) => action === 'tickets-issued' && actor === subject,
    );
    expect(entry).toMatchObject({ actor_name: 'Adds', from: { country: 'US', address: null } });
  });

  it('takes no photos for a closed job, or by a link to look alone', async ({ edge, make, open }) => {
    const closed = await open(await make({ job_id: 'j-closed' }));
    const view = await open(await make({ may: 'view' }));
    const ask = (token: string, job_id: string) =>
      edge.ask('/upload-url', { method: 'POST', token, body: { job_id, photos: [toCapture(1)] } });
    expect((await ask(closed.token, 'j-closed')).body.code).toBe('job-closed');
    expect((await ask(view.token, 'j-1')).body.code).toBe('access-denied');
  });
});
