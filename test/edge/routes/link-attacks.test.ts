import { describe, expect } from 'vitest';
import { parseLinkKey, signLinkToken, toLinkPolicy } from '../../../edge/core/link-token.ts';
import { LINK_LIMITS } from '../../../edge/link-api.ts';
import { createLinkKey } from '../../../infra/config/edge-secret.ts';
import { LINK_KEY } from '../edge-secret.ts';
import { forgeToken, mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import { linkTest as it, toCapture, toFragment } from '../link-test.ts';

const POLICY = toLinkPolicy('test');
const KEY = parseLinkKey(LINK_KEY);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** `text` with another letter at each of its places in turn. */
const change = (text: string, index: number) => {
  const at = index % text.length;
  const letter = LETTERS[(LETTERS.indexOf(text[at] ?? '') + 1 + (index % 61)) % LETTERS.length] ?? 'x';
  return text.slice(0, at) + letter + text.slice(at + 1);
};

describe('attack: 1,000 links that open nothing', () => {
  it('lets none of them through', async ({ edge, make, world, dispatcher }) => {
    const [good, ended, revoked] = [await make(), await make({ days: 1 }), await make()];
    await edge.ask(`/links?job_id=j-1&link_id=${revoked.link_id}`, { method: 'DELETE', token: dispatcher });
    const [row] = await world.rows('j-1', `LINK#${ended.link_id}`);
    await world.put({ ...row, pk: 'JOB#j-1', sk: `LINK#${ended.link_id}`, ends_at: NOW.toISOString() } as never);
    const secretOf = (url: string) => toFragment(url).split('.')[1] ?? '';
    const changed = Array.from({ length: 990 }, (_, index) => `j-1.${change(secretOf(good.url), index)}`);
    const secrets = [
      ...changed,
      toFragment(ended.url),
      toFragment(revoked.url),
      ...['j-2', 'j-404', 'J-1', 'j-1/'].map((job) => `${job}.${secretOf(good.url)}`),
      good.link_id,
      `j-1.${good.link_id}`,
      `j-1.${'A'.repeat(32)}`,
      `${toFragment(good.url)}A`,
    ];
    expect(secrets).toHaveLength(1000);
    expect(secrets).not.toContain(toFragment(good.url));
    const codes = new Map<string, number>();
    // Beyond twenty a minute nobody would even look.
    for (let from = 0; from < secrets.length; from += 20) {
      world.setClock(new Date(NOW.getTime() + (from / 20) * 60_000));
      const asked = secrets
        .slice(from, from + 20)
        .map((secret) => edge.ask('/links/open', { method: 'POST', body: { secret } }));
      for (const { body } of await Promise.all(asked)) codes.set(body.code, (codes.get(body.code) ?? 0) + 1);
    }
    expect([...codes]).toEqual([['link-ended', 1000]]);
    const { body } = await edge.ask('/links/open', { method: 'POST', body: { secret: toFragment(good.url) } });
    // The minute of the last twenty is full.
    expect(body.code).toBe('too-many-requests');
    world.setClock(new Date(NOW.getTime() + 60 * 60_000));
    expect((await edge.ask('/links/open', { method: 'POST', body: { secret: toFragment(good.url) } })).status).toBe(
      200,
    );
  });

  it.for([null, {}, [], { secret: null }, { secret: ['j-1.x'] }, { secret: 7 }])(
    '%j opens nothing',
    async (body, { edge }) => {
      expect((await edge.ask('/links/open', { method: 'POST', body })).body.code).toBe('link-ended');
    },
  );
});

describe('attack: tokens that no link was exchanged for', () => {
  const claims = (more: object = {}) => ({
    iss: POLICY.issuer,
    aud: POLICY.audience,
    iat: NOW_SECONDS,
    exp: NOW_SECONDS + 600,
    jobs: ['j-1'],
    ...more,
  });

  it('holds none of another key, algorithm, deployment, job, time or kind', async ({ edge, make, world }) => {
    const { link_id: linkId } = await make();
    const sub = `link:${linkId}`;
    const sign = (name: object = {}, { key = KEY, policy = POLICY, now = NOW } = {}) =>
      signLinkToken({ jobId: 'j-1', linkId, ...name }, key, { policy, now });
    const other = parseLinkKey({ ...createLinkKey(), kid: LINK_KEY.kid });
    const good = sign();
    const [head = '', payload = '', signature = ''] = good.split('.');
    const tokens = [
      sign({}, { key: other }),
      sign({}, { key: parseLinkKey(createLinkKey()) }),
      sign({}, { policy: toLinkPolicy('prod') }),
      sign({}, { policy: { ...POLICY, audience: 'https://photos.example.com' } }),
      sign({}, { now: new Date(NOW.getTime() - 3_700_000) }),
      sign({}, { now: new Date(NOW.getTime() + 3_700_000) }),
      sign({ linkId: 'A'.repeat(22) }),
      sign({ linkId: '../JOB' }),
      sign({ jobId: 'j-2' }),
      sign({ jobId: 'j-404' }),
      await mintToken(claims({ sub })),
      await mintToken(claims({ sub }), { algorithm: 'EdDSA' }),
      await mintToken(claims({ sub }), { algorithm: 'EdDSA', header: { kid: LINK_KEY.kid } }),
      await mintToken({ sub }),
      await mintToken({ sub, jobs: ['j-1'], roles: ['dispatcher'] }),
      forgeToken({ alg: 'HS256', kid: LINK_KEY.kid }, claims({ sub }), LINK_KEY.x),
      forgeToken({ alg: 'none' }, claims({ sub })),
      `${head}.${payload}.${change(signature, 3)}`,
      `${head}.${payload}.AAAA`,
      `${change(head, 9)}.${payload}.${signature}`,
    ];
    for (const [index, token] of tokens.entries()) {
      const { body, status } = await edge.ask('/photos?job_id=j-1', { token });
      expect([index, status, /^token-(invalid|expired)$/.test(body.code)]).toEqual([index, 401, true]);
    }
    expect((await edge.ask('/photos?job_id=j-1', { token: good })).status).toBe(200);
    expect(JSON.stringify(await world.audit('j-1'))).not.toContain('"actor":"link:AAAA');
  });

  it('gives the issuer’s people nothing by the key of links', async ({ edge, jobs: _ }) => {
    const policy = { ...POLICY, issuer: 'https://id.example.com', audience: 'https://photos.example.com' };
    const token = signLinkToken({ jobId: 'j-1', linkId: 'A'.repeat(22) }, KEY, { policy, now: NOW });
    expect((await edge.ask('/photos?job_id=j-1', { token })).body.code).toBe('token-invalid');
  });
});

describe('attack: a link that is good', () => {
  it('opens its own job alone, and no other route', async ({ edge, make, open }) => {
    const { token } = await open(await make());
    const headers = { 'if-match': '0' };
    const asked = await Promise.all([
      edge.ask('/photos?job_id=j-2', { token }),
      edge.ask('/photos?job_id=j-404', { token }),
      edge.ask('/upload-url', { method: 'POST', token, body: { job_id: 'j-2', photos: [toCapture(1)] } }),
      edge.ask('/upload-url?job_id=j-1', { token }),
      edge.ask('/photos/deleted?job_id=j-1', { token }),
      edge.ask('/photos/00000000-0000-8000-8000-000000000001?job_id=j-1', {
        method: 'PATCH',
        token,
        headers,
        body: { title: 'x' },
      }),
      edge.ask('/photos/00000000-0000-8000-8000-000000000001?job_id=j-1', { method: 'DELETE', token }),
      edge.ask('/photos/00000000-0000-8000-8000-000000000001/restore?job_id=j-1', { method: 'POST', token }),
      edge.ask('/audit?job_id=j-1', { token }),
      edge.ask('/jobs', { token }),
      edge.ask('/jobs', { method: 'POST', token, body: { job_id: 'j-9', title: 'x' } }),
      edge.ask('/jobs?job_id=j-1', { method: 'PATCH', token, headers, body: { title: 'x' } }),
      edge.ask('/people', { token }),
      edge.ask('/links?job_id=j-1', { token }),
      edge.ask('/links', { method: 'POST', token, body: { job_id: 'j-1', name: 'x' } }),
      edge.ask(`/links?job_id=j-1&link_id=${'a'.repeat(22)}`, { method: 'DELETE', token }),
    ]);
    expect(asked.map(({ status, body }) => [status, body.code])).toEqual(asked.map(() => [403, 'access-denied']));
  });

  it('adds 100 photos and not one more, however often it asks for each, and from two phones at once', async ({
    edge,
    make,
    open,
  }) => {
    const { token } = await open(await make());
    const ask = (from: number, count: number) => {
      const photos = Array.from({ length: count }, (_, index) => toCapture(from + index));
      return edge.ask('/upload-url', { method: 'POST', token, body: { job_id: 'j-1', photos } });
    };
    for (let from = 0; from < 80; from += 20) expect((await ask(from, 20)).status).toBe(200);
    const both = await Promise.all([ask(80, 15), ask(100, 15)]);
    expect(both.map(({ body }) => body.code ?? 'given').sort()).toEqual(['given', 'link-full']);
    expect((await ask(0, 20)).status).toBe(200);
    expect((await ask(200, 5)).status).toBe(200);
    expect((await ask(300, 1)).body.code).toBe('link-full');
  });

  it('adds 1 GiB and not a byte more, and no bytes that it does not name', async ({ edge, make, open }) => {
    const { token } = await open(await make());
    const size = 50 * 1024 * 1024;
    const ask = (photos: readonly object[]) =>
      edge.ask('/upload-url', { method: 'POST', token, body: { job_id: 'j-1', photos } });
    const most = Math.floor(LINK_LIMITS.maxBytes / size);
    expect((await ask(Array.from({ length: most }, (_, index) => toCapture(index, { size })))).status).toBe(200);
    expect((await ask([toCapture(90, { size })])).body.code).toBe('link-full');
    const rest = LINK_LIMITS.maxBytes - most * size;
    expect((await ask([toCapture(91, { size: rest + 1 })])).body.code).toBe('link-full');
    expect((await ask([toCapture(91, { size: rest })])).status).toBe(200);
    expect((await ask([toCapture(92, { sha256: undefined })])).body.code).toBe('bad-request');
  });
});
