/** What the tabs and the service worker tell one another. What is true stands in the database; a message only says to look. */
import type { EntryView } from '../outbox/entry.ts';
import type { SendStatus } from '../outbox/send-status.ts';

export type TabMessage =
  | { readonly type: 'changed' }
  | { readonly type: 'session' }
  | { readonly type: 'settings' }
  | { readonly type: 'send-now' }
  /** The network may be back: the tab in view knows first, and another may be the one that sends. */
  | { readonly type: 'reconnect-hint' }
  /** From whoever waits to send, and from whoever sends. */
  | { readonly type: 'heartbeat-wanted' | 'heartbeat' }
  /** From whoever sends; a heartbeat too. */
  | { readonly type: 'status'; readonly status: SendStatus; readonly dataUsedBytes: number }
  | { readonly type: 'in-job'; readonly view: EntryView };

export interface TabChannel {
  /** Tells the others. */
  post(message: TabMessage): void;
  /** Tells the others and this page's own listeners. */
  tell(message: TabMessage): void;
  /** Calls `listener` for what others post, and for what is told here. */
  listen(listener: (message: TabMessage) => void): void;
}

export function createTabChannel(): TabChannel {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('edgeshot') : null;
  const listeners: ((message: TabMessage) => void)[] = [];
  const hear = (message: TabMessage) => {
    for (const listener of listeners) listener(message);
  };
  const post = (message: TabMessage) => channel?.postMessage(message);
  channel?.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => hear(data));
  return {
    post,
    tell(message) {
      hear(message);
      post(message);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
