/** The two buckets of the phone's tests, held to the same cases: what a ticket lets in, and what is then in the bucket. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ticket } from '../../../edge/api.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { openS3Bucket } from '../../support/s3-bucket.ts';
import type { TicketBucket } from '../../support/ticket-bucket.ts';

const START_MS = Date.parse('2026-05-01T14:30:00.000Z');
const LIFE_SECONDS = 900;
const CAPTURE = { id: 'capture-0', type: 'image/jpeg', size: 5, sha256: hash('hello') } as const;

let nowMs: number;
let bucket: TicketBucket;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function send(ticket: Ticket, text: string) {
  const { status, body } = await bucket.sendForm(ticket, new TextEncoder().encode(text).buffer);
  return { status, code: /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? null, body };
}

describe.each<[string, (now: () => number) => TicketBucket | Promise<TicketBucket>]>([
  ['openS3Bucket', openS3Bucket],
  ['createMemoryBucket', createMemoryBucket],
])('%s', (_, open) => {
  beforeEach(async () => {
    nowMs = START_MS;
    bucket = await open(() => nowMs);
  });
  afterEach(() => bucket.close());

  it('stores a form under the key of its ticket, and says so in XML', async () => {
    const ticket = await bucket.issueTicket('j-1', CAPTURE, LIFE_SECONDS);
    expect(ticket).toMatchObject({ max_bytes: 5, expires_in: 900, expires_at: '2026-05-01T14:45:00.000Z' });
    const { status, body } = await send(ticket, 'hello');
    expect(status).toBe(201);
    expect(body).toContain(`<Key>${ticket.key}</Key>`);
    expect(await bucket.listVersions()).toEqual([
      { key: ticket.key, bytes: 5, modifiedAt: '2026-05-01T14:30:00.000Z' },
    ]);
  });

  it('takes a form 1 ms before its ticket ends, and none from then on', async () => {
    const ticket = await bucket.issueTicket('j-1', CAPTURE, LIFE_SECONDS);
    nowMs = START_MS + LIFE_SECONDS * 1000 - 1;
    expect(await send(ticket, 'hello')).toMatchObject({ status: 201 });
    nowMs += 1;
    const late = await send(ticket, 'hello');
    expect(late).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(late.body).toContain('Policy expired');
    expect(await bucket.listVersions()).toHaveLength(1);
  });

  it.each([
    ['a byte less', 'hell', 'EntityTooSmall'],
    ['a byte more', 'hello!', 'EntityTooLarge'],
    ['other bytes, as many', 'jello', 'BadDigest'],
  ])('refuses %s, and stores nothing', async (_name, text, code) => {
    const ticket = await bucket.issueTicket('j-1', CAPTURE, LIFE_SECONDS);
    expect(await send(ticket, text)).toMatchObject({ status: 400, code });
    expect(await bucket.listVersions()).toEqual([]);
  });

  it('refuses a key that the ticket does not name', async () => {
    const ticket = await bucket.issueTicket('j-1', CAPTURE, LIFE_SECONDS);
    const fields = { ...ticket.fields, key: ticket.key.replace('j-1', 'j-2') };
    expect(await send({ ...ticket, fields }, 'hello')).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await bucket.listVersions()).toEqual([]);
  });

  it('takes any bytes of the right number where the ticket promised no hash', async () => {
    const { sha256: _hash, ...capture } = CAPTURE;
    const ticket = await bucket.issueTicket('j-1', capture, LIFE_SECONDS);
    expect(await send(ticket, 'jello')).toMatchObject({ status: 201 });
    expect(await send(ticket, 'jello!')).toMatchObject({ status: 400, code: 'EntityTooLarge' });
  });

  it('keeps every version of a file under one key, and other files and captures beside it', async () => {
    const first = await bucket.issueTicket('j-1', CAPTURE, LIFE_SECONDS);
    await send(first, 'hello');
    nowMs += 1000;
    const again = await bucket.issueTicket('j-1', CAPTURE, LIFE_SECONDS);
    await send(again, 'hello');
    const second = await bucket.issueTicket('j-1', { ...CAPTURE, size: 6, sha256: hash('hello!') }, LIFE_SECONDS);
    await send(second, 'hello!');
    const other = await bucket.issueTicket('j-1', { ...CAPTURE, id: 'capture-1' }, LIFE_SECONDS);
    await send(other, 'hello');
    expect([again.key, again.photo_id, second.photo_id]).toEqual([first.key, first.photo_id, first.photo_id]);
    expect(new Set([first.key, second.key, other.key]).size).toBe(3);
    const sizes = Map.groupBy(await bucket.listVersions(), ({ key }) => key);
    const sizesOf = ({ key }: { key: string }) => sizes.get(key)?.map(({ bytes }) => bytes);
    expect([first, second, other].map(sizesOf)).toEqual([[5, 5], [6], [5]]);
  });
});
