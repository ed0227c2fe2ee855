import { describe, expect, it } from 'vitest';
import { isDelivered, type StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { settleBackground, takeBackLost } from '../../../site/sender/settle-background.ts';
import { someEntry, somePart } from '../outbox/some-entry.ts';
import { createMemoryStore } from './memory-store.ts';

const LABELS = { title: 'Sofa', stage: null };
const inBackground = { id: 'fetch-1', labels: LABELS };

async function createStore(...captures: readonly Partial<StoredEntry>[]) {
  const store = createMemoryStore(() => undefined);
  for (const change of captures) await store.add(someEntry({ inBackground, ...change }), new ArrayBuffer(5), '');
  return store;
}

const stored = (photoId: string, sha256: string) =>
  new Response(`<PostResponse><Key>jobs/j-1/${photoId}/${sha256}.jpg</Key></PostResponse>`, { status: 201 });
const expired = () =>
  new Response('<Error><Code>AccessDenied</Code><Message>Policy expired</Message></Error>', { status: 403 });

function toRegistration(...responses: readonly (Response | null)[]) {
  const toReady = (response: Response | null) =>
    response ? Promise.resolve(response) : Promise.reject(new TypeError());
  const records = responses.map((response) => ({ responseReady: toReady(response) }));
  for (const { responseReady } of records) responseReady.catch(() => undefined);
  return { id: 'fetch-1', uploaded: 0, abort: async () => true, matchAll: async () => records };
}

describe('settleBackground', () => {
  it('marks delivered what S3 says it has, and gives the rest back', async () => {
    const store = await createStore(
      { id: 'a', photoId: 'photo-a' },
      { id: 'b', photoId: 'photo-b' },
      { id: 'c', photoId: 'photo-c' },
    );
    const responses = [
      stored('photo-a', 'sha-of-preview'),
      stored('photo-a', 'sha-of-working'),
      stored('photo-b', 'sha-of-preview'),
      expired(),
      null,
    ];
    await settleBackground(toRegistration(...responses), store);
    const [a, b, c] = await store.list('worker');
    expect([a, b, c].map((entry) => entry && isDelivered(entry))).toEqual([true, false, false]);
    expect(a).toMatchObject({ sentLabels: LABELS });
    expect(b?.parts).toMatchObject([{ delivered: true }, { delivered: false }]);
    for (const entry of [a, b, c]) expect(entry).not.toHaveProperty('inBackground');
  });

  it('believes no key of another photo, and touches nothing of another Background Fetch', async () => {
    const other = { id: 'fetch-2', labels: LABELS };
    const store = await createStore(
      { id: 'a', photoId: 'photo-a' },
      { id: 'b', photoId: 'photo-b', inBackground: other },
    );
    await settleBackground(toRegistration(stored('photo-b', 'sha-of-working')), store);
    const [a, b] = await store.list('worker');
    expect(a && isDelivered(a)).toBe(false);
    expect(b).toMatchObject({ inBackground: other, parts: [somePart('preview'), somePart('working')] });
  });
});

describe('takeBackLost', () => {
  /** A browser that tells at each look how much has left: undefined where it knows nothing of it. */
  async function look(...uploaded: readonly (number | undefined)[]) {
    const store = await createStore({ id: 'a' });
    let looks = 0;
    const aborted: string[] = [];
    const browser = {
      async find(id: string) {
        const sent = uploaded[looks];
        return sent === undefined ? undefined : { uploaded: sent, abort: async () => aborted.push(id) > 0 };
      },
    };
    const wait = async () => {
      looks += 1;
    };
    await takeBackLost({ store, browser, wait });
    const [entry] = await store.list('worker');
    return { isBack: entry?.inBackground === undefined, aborted, looks };
  }

  it('takes back what the browser knows nothing of at two looks', async () => {
    expect(await look(undefined, undefined)).toEqual({ isBack: true, aborted: [], looks: 1 });
    expect(await look(undefined, 7)).toEqual({ isBack: false, aborted: [], looks: 1 });
  });

  it('ends what has not begun, and takes it back at once', async () => {
    expect(await look(0)).toEqual({ isBack: true, aborted: ['fetch-1'], looks: 0 });
  });

  it('leaves what is on its way', async () => {
    expect(await look(70_000)).toEqual({ isBack: false, aborted: [], looks: 0 });
  });

  it('takes back everything where the browser sends nothing by itself', async () => {
    const store = await createStore({ id: 'a' });
    await takeBackLost({ store, browser: null, wait: async () => undefined });
    expect((await store.list('worker'))[0]).not.toHaveProperty('inBackground');
  });
});
