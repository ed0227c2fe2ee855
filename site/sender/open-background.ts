/** What a sender needs without the dashboard around it: of the service worker, and of the page of a customer's link. */
import { createApi, type EdgeDependencies } from '../api/call-edge.ts';
import { createConfig } from '../api/config.ts';
import { readFailure } from '../api/read-failure.ts';
import { type ClockSkew, createClockSkew } from '../outbox/clock-skew.ts';
import { createDatabase, type WithDatabase } from '../outbox/database.ts';
import { createEntryStore } from '../outbox/entry-store.ts';
import { hash } from '../outbox/hash.ts';
import { createKeyValueStore } from '../outbox/key-value-store.ts';
import type { EntryStore } from '../outbox/ports.ts';
import { openSettings } from '../outbox/settings.ts';
import { shrinkInWorker } from '../outbox/shrink-in-worker.ts';
import { openUsage } from '../outbox/usage.ts';
import type { Api } from '../phone.ts';
import { createSession } from '../session/session.ts';
import { announceOnly, withTickets } from './ask-tickets.ts';
import { phoneClock } from './phone-clock.ts';
import type { EdgeRoutes, SenderDependencies } from './ports.ts';
import { sendFormByFetch } from './send-form.ts';
import type { TabChannel } from './tab-channel.ts';

export interface SyncDependencies extends SenderDependencies {
  api(subject: string, signal?: AbortSignal): Api & EdgeRoutes;
  readonly withDatabase: WithDatabase;
}

export async function openBackground(
  configUrl: string,
  channel: TabChannel,
  onResponse: (askedMs: number) => void,
): Promise<SyncDependencies> {
  const withDatabase = createDatabase();
  const store = createEntryStore(withDatabase, () => channel.post({ type: 'changed' }));
  const keyValues = createKeyValueStore(withDatabase);
  const announce = () => channel.post({ type: 'session' });
  const session = await createSession({ keyValues, config: createConfig(configUrl), announce });
  const skew = createClockSkew();
  const usage = await openUsage(keyValues);
  const settings = await openSettings(keyValues);
  const { of } = createApi(toEdge({ session, store, skew, onResponse }));
  const api = (subject: string, signal?: AbortSignal) => withTickets(of(subject, signal));
  return {
    store,
    api,
    hash,
    withDatabase,
    sendForm: sendFormByFetch,
    announce: (subject, request) => announceOnly(api(subject), request),
    async shrink(original, onLook) {
      const result = await shrinkInWorker(original, onLook);
      return 'shrunk' in result ? result.shrunk : null;
    },
    clock: phoneClock,
    session,
    isVisible: () => false,
    settings: settings.current,
    isOnWifi: () => false,
    skewMs: skew.ms,
    onStatus: (status) => channel.post({ type: 'status', status, dataUsedBytes: usage.bytes() }),
    onInJob: () => undefined,
    onBytesSent: usage.noteSent,
  };
}

interface EdgeParts extends Pick<EdgeDependencies, 'session'> {
  readonly store: EntryStore;
  readonly skew: ClockSkew;
  readonly onResponse: (askedMs: number) => void;
}

function toEdge({ session, store, skew, onResponse }: EdgeParts): EdgeDependencies {
  return {
    session,
    readFailure,
    now: () => Date.now() + (skew.ms() ?? 0),
    kept: store.listAll,
    onResponse(serverMs, phoneMs, askedMs) {
      skew.note(serverMs, phoneMs);
      onResponse(askedMs);
    },
  };
}
