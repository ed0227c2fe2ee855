/**
 * Background Fetch (WICG; Chromium): the browser itself sends whole forms, with a notice of its own, although the page is gone.
 * TypeScript's library does not know it.
 */
import type { Ticket } from '../../edge/api.ts';
import { toForm } from './send-form.ts';

/** What the service worker is told of, once all of it was answered, or cannot be. */
export interface BackgroundFetchRegistration {
  readonly id: string;
  /** Bytes that have left. */
  readonly uploaded: number;
  abort(): Promise<boolean>;
  matchAll(): Promise<readonly { readonly responseReady: Promise<Response> }[]>;
}

interface BackgroundFetchManager {
  fetch(id: string, requests: readonly Request[], options: { readonly title: string }): Promise<unknown>;
  get(id: string): Promise<BackgroundFetchRegistration | undefined>;
}

export interface BackgroundUpload {
  readonly ticket: Ticket;
  readonly bytes: ArrayBuffer;
}

/** The browser as a sender. */
export interface BackgroundUploads {
  /** Tells whether the browser has taken all of them. */
  start(id: string, uploads: readonly BackgroundUpload[]): Promise<boolean>;
  /** What it is sending under this id; undefined: nothing. */
  find(id: string): Promise<Pick<BackgroundFetchRegistration, 'uploaded' | 'abort'> | undefined>;
}

/** Null where the browser has none, or no service worker is there yet. */
export function toBackgroundUploads(registration: ServiceWorkerRegistration | undefined): BackgroundUploads | null {
  if (!registration?.active || !('backgroundFetch' in registration)) return null;
  const manager = registration.backgroundFetch as BackgroundFetchManager;
  return {
    find: (id) => manager.get(id).catch(() => undefined),
    start(id, uploads) {
      const requests = uploads.map(
        ({ ticket, bytes }) => new Request(ticket.url, { method: 'POST', body: toForm(ticket, bytes) }),
      );
      const title = document.documentElement.lang === 'es' ? 'Enviando fotos' : 'Sending photos';
      return manager.fetch(id, requests, { title }).then(
        () => true,
        () => false,
      );
    },
  };
}

/** Null too where the browser would ask first: it would begin nothing then, or wait for the user (headless Chromium, a page's worker). */
export async function openBackgroundUploads(): Promise<BackgroundUploads | null> {
  const name = 'background-fetch' as PermissionName;
  const permission = await navigator.permissions?.query({ name }).catch(() => null);
  return permission?.state === 'granted' ? toBackgroundUploads(await navigator.serviceWorker?.getRegistration()) : null;
}
