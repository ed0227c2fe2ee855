/**
 * The service worker: the site opens with no signal, an image is fetched once, and what waits is sent when the network is back.
 * - The shell (page, scripts, styles, icons) is kept per version. A new version waits until the page asks for it; the one
 *   before stays for tabs that still run it.
 * - Images are kept by path and version of their bytes, whatever the signature. The page clears them at sign-out.
 * - Everything else, the API above all, is the network's.
 */

import { toImageCacheKey } from './offline/image-address.ts';
import { chooseSource } from './offline/request-source.ts';
import { ACTIVATE_MESSAGE, IMAGE_CACHE } from './outbox/phone-names.ts';
import { sendInBackground } from './sender/send-in-background.ts';

declare const self: ServiceWorkerGlobalScope;
/** Both set by infra/build/build-site.ts: a hash over the shell, and its files. */
declare const SHELL_VERSION: string;
declare const SHELL_FILES: readonly string[];

const SHELL_PREFIX = 'shell-';
const SHELL_CACHE = `${SHELL_PREFIX}${SHELL_VERSION}`;
const CONFIG_CACHE = 'config';
const PAGE = '/index.html';
/** Kept images; at 15 KB a thumbnail and 150 KB a preview some 50 MB. The oldest go first. */
const MAX_IMAGES = 800;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll([...SHELL_FILES])));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([dropOldShells(), self.clients.claim()]));
});

self.addEventListener('message', (event) => {
  if (event.data === ACTIVATE_MESSAGE) void self.skipWaiting();
});

self.addEventListener('sync', (event) => {
  if (isSyncEvent(event)) event.waitUntil(sendInBackground());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const source = chooseSource({
    url: request.url,
    method: request.method,
    isNavigation: request.mode === 'navigate',
    origin: self.location.origin,
  });
  switch (source) {
    case 'page':
      return event.respondWith(fromShell(PAGE, request));
    case 'shell':
      return event.respondWith(fromShell(request.url, request));
    case 'config':
      return event.respondWith(fromConfig(event));
    case 'image':
      return event.respondWith(fromImages(event));
    case 'network':
      return;
  }
});

/** Any kept version has the file: names of assets carry their content's hash, and the page is the newest's. */
async function fromShell(address: string, request: Request): Promise<Response> {
  const shell = await caches.open(SHELL_CACHE);
  return (await shell.match(address)) ?? (await caches.match(address)) ?? fetch(request);
}

/** The kept configuration at once; a fresh one for the next time. */
async function fromConfig(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(CONFIG_CACHE);
  const kept = await cache.match(event.request.url);
  const fresh = fetch(event.request).then(async (response) => {
    if (response.ok) await cache.put(event.request.url, response.clone());
    return response;
  });
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  return kept;
}

async function fromImages(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const image = toImageCacheKey(request.url);
  if (!image) return fetch(request);
  const cache = await caches.open(IMAGE_CACHE);
  const kept = await cache.match(image.key);
  if (kept) return kept;
  // An older version of the bytes is better than none.
  const response = await fetch(request).catch(() => cache.match(image.path, { ignoreSearch: true }));
  if (!response) return Response.error();
  if (response.status === 200) event.waitUntil(keepImage(cache, image, response.clone()));
  return response;
}

async function keepImage(cache: Cache, image: { path: string; key: string }, response: Response): Promise<void> {
  try {
    await cache.delete(image.path, { ignoreSearch: true });
    await cache.put(image.key, response);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MAX_IMAGES)).map((key) => cache.delete(key)));
  } catch {
    // A full phone keeps no more images; photos that wait are more important than these.
  }
}

/** Keeps this shell and the one before it. */
async function dropOldShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL_PREFIX) && name !== SHELL_CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/** Background Sync is Chromium's alone and not in TypeScript's library. */
function isSyncEvent(event: Event): event is ExtendableEvent {
  return 'waitUntil' in event;
}
