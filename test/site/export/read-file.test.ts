import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readFile } from '../../../site/export/read-file.ts';

const BYTES = Buffer.from('a photo');
const HASH = createHash('sha256').update(BYTES).digest('hex');
const URL_OF = (hash: string) => `/jobs/j-1/p/${hash}.jpg?Policy=x`;

let responses: (() => Response)[];
let asked: RequestInit[];

beforeEach(() => {
  responses = [];
  asked = [];
  vi.stubGlobal('location', { origin: 'https://photos.example' });
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    asked.push(init);
    const next = responses.shift();
    if (!next) throw new TypeError('no network');
    return next();
  });
});

afterEach(() => vi.unstubAllGlobals());

function read(hash = HASH, isPatient = true) {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  return { waits, reading: readFile(URL_OF(hash), { signal: new AbortController().signal, isPatient, wait }) };
}

describe('readFile', () => {
  it('gives the bytes and their hash, past every cache', async () => {
    responses = [() => new Response(BYTES)];
    const { bytes, sha256 } = await read().reading;
    expect([Buffer.from(bytes).equals(BYTES), sha256]).toEqual([true, HASH]);
    expect(asked[0]?.cache).toBe('no-store');
  });

  it('takes no bytes but those that the file is named by', async () => {
    responses = [() => new Response('another photo')];
    await expect(read().reading).rejects.toMatchObject({ code: 'internal' });
  });

  it('waits for the network three times, longer each time, and then says so', async () => {
    const { waits, reading } = read();
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    expect([waits, asked.length]).toEqual([[1_000, 3_000, 8_000], 4]);
  });

  it('asks once where it is not patient, and when it is refused', async () => {
    await expect(read(HASH, false).reading).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(1);
    responses = [() => new Response('', { status: 403 }), () => new Response('', { status: 404 })];
    await expect(read().reading).rejects.toMatchObject({ code: 'access-denied' });
    await expect(read().reading).rejects.toMatchObject({ code: 'not-found' });
    expect(asked).toHaveLength(3);
  });

  it('goes on when the service is back', async () => {
    responses = [() => new Response('', { status: 503 }), () => new Response(BYTES)];
    expect((await read().reading).sha256).toBe(HASH);
  });
});
