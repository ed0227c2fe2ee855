import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Photo, Ticket } from '../../../edge/api.ts';
import { parseTicketBody } from '../../../edge/core/parse-captures.ts';
import { parseEdit } from '../../../edge/core/parse-edit.ts';
import { createApi } from '../../../site/api/call-edge.ts';
import { withTickets } from '../../../site/sender/ask-tickets.ts';

/** As an edge sends them that has no member that came later. */
const PHOTO = { photo_id: '0b9f2f6e-6c1e-4f0a-9a4e-000000000001', key: 'k', state: 'ready', revision: 0 } as Photo;
const TICKET = {
  photo_id: PHOTO.photo_id,
  key: 'k',
  method: 'POST',
  url: '/upload',
  s3_url: 'https://bucket.example',
  fields: { key: 'k' },
  max_bytes: 5,
  expires_in: 900,
  expires_at: '2026-11-30T09:15:00Z',
} as Ticket;
const JOBS = { jobs: [{ job_id: 'j-1', title: 'Garage', can: ['view'] }] };
const ALBUM = { job_id: 'j-1', photos: [PHOTO], expires_at: '2026-11-30T10:00:00Z' };

/** The same with members that this site does not know, at every level, and with words of lists that it does not know. */
function toNewer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toNewer);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => [name, toNewer(inner)] as const);
  const can = 'can' in value ? { can: ['view', 'teleport'] } : {};
  return { ...Object.fromEntries(members), ...can, of_a_later_version: { any: [1, { thing: null }] } };
}

function respondWith(body: unknown) {
  vi.stubGlobal('fetch', async () => Response.json(body, { headers: { etag: '"1"' } }));
  const session = { user: { subject: 'ana' }, token: async () => 'token', reload: async () => undefined };
  return createApi({
    session: session as never,
    onResponse: () => undefined,
    readFailure: async () => {
      throw new Error('no failure was expected');
    },
    now: () => 0,
    kept: () => [],
  });
}

afterEach(() => vi.unstubAllGlobals());

describe('site and edge of two versions', () => {
  it.each([
    ['an older edge', (value: unknown) => value],
    ['a newer edge', toNewer],
  ])('the site works with %s', async (_which, send) => {
    expect(await respondWith(send(JOBS)).jobs({})).toMatchObject({
      changed: true,
      value: { jobs: [{ job_id: 'j-1' }] },
    });
    expect(await respondWith(send(ALBUM)).album('j-1', {})).toMatchObject({ value: { photos: [{ revision: 0 }] } });
    const request = { job_id: 'j-1', photos: [{ id: 'capture-1', type: 'image/jpeg', size: 5 }] } as const;
    const { tickets } = withTickets(respondWith(send({ tickets: [TICKET] })));
    expect(await tickets(request)).toMatchObject([{ url: '/upload' }]);
    expect(await respondWith(send(PHOTO)).editPhoto('j-1', PHOTO, { title: 'x' })).toMatchObject({ revision: 0 });
  });

  it('the edge works with an older site, which sends only what must be, and with a newer one', () => {
    const request = { job_id: 'j-1', photos: [{ id: 'capture-1', type: 'image/jpeg', size: 5 }] };
    const asked = { jobId: 'j-1', captures: [{ id: 'capture-1', type: 'image/jpeg', size: 5 }] };
    expect(parseTicketBody(request)).toMatchObject(asked);
    expect(parseTicketBody(toNewer(request))).toMatchObject(asked);
    expect(parseEdit(toNewer({ title: 'x' }))).toEqual({ title: 'x' });
  });
});
