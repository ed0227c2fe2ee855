/** What the tabs and the service worker tell one another. The truth is in the database; these are only nudges. */
import type { EntryView } from '../outbox/entry.ts';
import type { SendStatus } from './send-state.ts';

export type TabMessage =
  | { readonly type: 'changed' }
  | { readonly type: 'session' }
  | { readonly type: 'settings' }
  | { readonly type: 'send-now' }
  /** The network may be back: the tab in view knows first, and another may be the one that sends. */
  | { readonly type: 'reconnect-hint' }
  /** From the tab that sends; also its sign of life. */
  | { readonly type: 'status'; readonly status: SendStatus; readonly dataUsedBytes: number }
  | { readonly type: 'in-job'; readonly view: EntryView };

export interface TabChannel {
  post(message: TabMessage): void;
  /** Calls `listener` for what others post, never for one's own. */
  listen(listener: (message: TabMessage) => void): void;
}

export function createTabChannel(): TabChannel {
  if (!('BroadcastChannel' in globalThis)) return { post: () => undefined, listen: () => undefined };
  const channel = new BroadcastChannel('edgeshot');
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener(data));
    },
  };
}
