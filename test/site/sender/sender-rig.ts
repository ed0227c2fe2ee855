/** The sender of a phone in memory, as page and service worker build theirs. */
import { createHash } from 'node:crypto';
import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import type { Clock, SenderDependencies } from '../../../site/sender/ports.ts';
import { Sender } from '../../../site/sender/sender.ts';
import { someEntry } from '../outbox/some-entry.ts';

export const WORKING_BYTES = 250_000;
export const PREVIEW_BYTES = 40_000;

export interface SenderRig
  extends Pick<SenderDependencies, 'api' | 'sendForm'>,
    Partial<Pick<SenderDependencies, 'newJobs' | 'announce' | 'drawLook'>> {
  readonly clock: Clock;
  readonly store: EntryStore;
  readonly session?: SenderDependencies['session'];
  readonly onStatus?: SenderDependencies['onStatus'];
  readonly onInJob?: SenderDependencies['onInJob'];
  readonly isVisible?: () => boolean;
}

const WORKER: SenderDependencies['session'] = {
  user: { subject: 'worker', name: 'worker', roles: [] },
  state: 'signed-in',
  reload: async () => undefined,
};

export function createSender({ session = WORKER, isVisible = () => true, ...rig }: SenderRig): Sender {
  return new Sender({
    onStatus: () => undefined,
    onInJob: () => undefined,
    announce: async () => undefined,
    ...rig,
    session,
    isVisible,
    shrink: async () => ({ working: new ArrayBuffer(WORKING_BYTES), preview: new ArrayBuffer(PREVIEW_BYTES) }),
    hash: async (bytes) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex'),
    settings: () => ({ originals: 'never', sendLocation: false }),
    isOnWifi: () => false,
    skewMs: () => 0,
    onBytesSent: () => undefined,
  });
}

/** Keeps captures that no copy was made of yet. */
export async function keepCaptures(store: EntryStore, captures: readonly Partial<StoredEntry>[]): Promise<void> {
  for (const capture of captures)
    await store.add(someEntry({ parts: null, ...capture }), new ArrayBuffer(1_000_000), '');
}

/** Asks for the album of `j-1` as a screen does: not again before the response has come. `everyMs` null: no page shows it. */
export async function pollAlbum(
  sender: Sender,
  { api, clock }: Pick<SenderRig, 'api' | 'clock'>,
  { everyMs, signal }: { readonly everyMs: number | null; readonly signal: AbortSignal },
): Promise<void> {
  while (everyMs !== null && !signal.aborted) {
    const beganMs = clock.now();
    const album = await api('worker', signal)
      .album('j-1')
      .catch(() => null);
    if (album) sender.noteResponse(beganMs);
    if (album?.changed) sender.noteAlbum('j-1', album.value);
    await clock.sleep(everyMs, signal);
  }
}
