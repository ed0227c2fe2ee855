/** A link that is revoked: what it may ask for is refused at once, and what was signed for it before has ended within a minute. */
import { describe, expect } from 'vitest';
import { LINK_IMAGE_SECONDS } from '../../../edge/core/link-album.ts';
import { NOW } from '../issuer.ts';
import { linkTest as it, toCapture } from '../link-test.ts';

const WITHIN_SECONDS = 60;
/** RFC 4648 as CloudFront has it in queries. */
const fromBase64 = (text: string) =>
  JSON.parse(Buffer.from(text.replace(/-/g, '+').replace(/_/g, '=').replace(/~/g, '/'), 'base64').toString());

describe('attack: a link that was revoked', () => {
  it('is refused with the very next request on every route that it had, by the token of before too', async ({
    edge,
    make,
    open,
    dispatcher,
  }) => {
    const link = await make({ name: 'Revoked' });
    const { token } = await open(link);
    const tickets = { method: 'POST', token, body: { job_id: 'j-1', photos: [toCapture(71)] } } as const;
    const routes = () => [
      edge.ask('/photos?job_id=j-1', { token }),
      edge.ask('/photos?job_id=j-1&ids=00000000-0000-8000-8000-000000000001', { token }),
      edge.ask('/upload-url', tickets),
      edge.ask('/upload-url', { ...tickets, body: { ...tickets.body, announce_only: true } }),
    ];
    const before = await Promise.all(routes());
    expect(before.map(({ status }) => status < 300)).toEqual([true, true, true, true]);
    await edge.ask(`/links?job_id=j-1&link_id=${link.link_id}`, { method: 'DELETE', token: dispatcher });
    const after = await Promise.all(routes());
    expect(after.map(({ status, body }) => [status, body.code])).toEqual(after.map(() => [401, 'token-invalid']));
    expect(await open(link)).toMatchObject({ code: 'link-ended', status: 410 });
    const cached = after.map(({ headers }) => headers['cache-control']);
    expect(cached).toEqual(after.map(() => 'no-store'));
  });

  it('has nothing signed that lives on for more than a minute, whenever it was asked for', async ({
    edge,
    make,
    open,
    world,
  }) => {
    const { token } = await open(await make({ name: 'Signed' }));
    for (const afterMs of [0, 1, 14_999, 15_000, 59_999]) {
      const nowMs = NOW.getTime() + afterMs;
      world.setClock(new Date(nowMs));
      const { body } = await edge.ask('/photos?job_id=j-1', { token });
      const [thumb] = body.photos.flatMap((photo: { thumb_url: string | null }) => photo.thumb_url ?? []);
      const policy = fromBase64(new URL(thumb, 'https://h').searchParams.get('Policy') ?? '');
      const endsMs = policy.Statement[0].Condition.DateLessThan['AWS:EpochTime'] * 1000;
      expect(endsMs - nowMs).toBeLessThanOrEqual(LINK_IMAGE_SECONDS * 1000);
      const request = { job_id: 'j-1', photos: [toCapture(72)] };
      const { body: issued } = await edge.ask('/upload-url', { method: 'POST', token, body: request });
      const { expiration } = JSON.parse(Buffer.from(issued.tickets[0].fields.Policy, 'base64').toString());
      expect(Date.parse(expiration) - nowMs).toBeLessThanOrEqual(WITHIN_SECONDS * 1000);
    }
  });
});
