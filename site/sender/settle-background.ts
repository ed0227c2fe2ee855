/** What becomes of entries that the browser itself was sending: what S3 has is delivered, everything else is the outbox's again. */
import type { EntryStore } from '../outbox/ports.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { BackgroundFetchRegistration, BackgroundUploads } from './background-uploads.ts';
import { judgeUpload } from './judge-upload.ts';
import { toDelivered } from './settle-upload.ts';

/** What has no response might never say so. */
const RESPONSE_MS = 3000;
/** Between two looks. */
const AGAIN_MS = 10_000;

interface Settled {
  readonly id: string;
  /** Under which keys S3 says that it has a file. */
  readonly keys: readonly string[];
  readonly nowMs: number;
}

export async function settleBackground(registration: BackgroundFetchRegistration, store: EntryStore): Promise<void> {
  const records = await registration.matchAll();
  const keys = await Promise.all(records.map(({ responseReady }) => readKey(responseReady)));
  const settled = { id: registration.id, keys: keys.filter((key) => key !== null), nowMs: Date.now() };
  for (const { id } of await store.listAll()) await store.update(id, (entry) => toSettled(entry, settled));
}

/** Of an entry that goes by another Background Fetch, or by none, nothing changes. */
export function toSettled(entry: StoredEntry, { id, keys, nowMs }: Settled): StoredEntry {
  const { inBackground, ...returned } = entry;
  if (inBackground?.id !== id) return entry;
  const isStored = (sha256: string) => keys.some((key) => key.includes(`/${entry.photoId}/${sha256}.`));
  const parts = entry.parts?.filter(({ delivered, sha256 }) => !delivered && isStored(sha256)) ?? [];
  const { labels } = inBackground;
  return parts.reduce<StoredEntry>((now, { variant }) => toDelivered(now, variant, { nowMs, labels }), returned);
}

/** The outbox's again, and nothing of it delivered by that Background Fetch. */
export function toReturned(entry: StoredEntry, id: string): StoredEntry {
  return toSettled(entry, { id, keys: [], nowMs: 0 });
}

export interface TakingBack {
  readonly store: EntryStore;
  /** Null where the browser sends nothing by itself. */
  readonly browser: Pick<BackgroundUploads, 'find'> | null;
  wait(ms: number): Promise<void>;
}

/**
 * Takes back what the browser is not sending although it was given to it: at once what it has not begun, as it does not without a
 * network; and after a second look what it knows nothing of, since a service worker may just be settling that.
 */
export async function takeBackLost({ store, browser, wait }: TakingBack): Promise<void> {
  const listLost = async () => {
    const ids = new Set((await store.listAll()).flatMap(({ inBackground }) => inBackground?.id ?? []));
    const sending = await Promise.all([...ids].map(async (id) => ({ id, sent: await browser?.find(id) })));
    return sending.filter(({ sent }) => !sent?.uploaded);
  };
  const takeBack = async (id: string) => {
    for (const entry of await store.listAll()) await store.update(entry.id, (now) => toReturned(now, id));
  };
  const lost = await listLost();
  for (const { id, sent } of lost) if (await sent?.abort()) await takeBack(id);
  if (lost.every(({ sent }) => sent)) return;
  await wait(AGAIN_MS);
  for (const { id, sent } of await listLost()) if (!sent) await takeBack(id);
}

async function readKey(ready: Promise<Response>): Promise<string | null> {
  const none = new Promise<null>((resolve) => setTimeout(() => resolve(null), RESPONSE_MS));
  const response = await Promise.race([ready.catch(() => null), none]);
  if (!response) return null;
  const verdict = judgeUpload({ status: response.status, body: await response.text(), retryAfterSeconds: null });
  return verdict.kind === 'stored' ? verdict.key : null;
}
