/**
 * The service worker: the site opens with no signal, an image is fetched once, and what waits is sent when the network is back.
 * - The shell (page, scripts, styles, icons) is kept per version, with the texts of the languages that this phone speaks. A new version
 *   waits until the page asks for it; an older one stays for as long as a tab runs it.
 * - Images are kept by path and version of their bytes, whatever the signature. The page clears them at sign-out.
 * - Everything else, the API above all, is the network's.
 */

import { toImageCacheKey } from './offline/image-address.ts';
import { createImageKeeper } from './offline/image-keeper.ts';
import { keepTexts } from './offline/keep-texts.ts';
import { chooseSource } from './offline/request-source.ts';
import { LAST_JOB_PATH, SEEN_PREFIX } from './offline/seen-names.ts';
import { keepShared } from './offline/shared-photos.ts';
import { ACTIVATE_MESSAGE, CONFIG_CACHE, IMAGE_CACHE, KEEP_TEXTS_MESSAGE } from './outbox/phone-names.ts';
import type { BackgroundFetchRegistration } from './sender/background-uploads.ts';
import { sendInBackground, settleInBackground } from './sender/send-in-background.ts';

declare const self: ServiceWorkerGlobalScope;
/** All set by infra/build/build-site.ts: a hash over the shell, its files, those of each language's texts, and where those of them lie that have no hash in their names. */
declare const SHELL_VERSION: string;
declare const SHELL_FILES: readonly string[];
declare const SHELL_TEXTS: Readonly<Record<string, readonly string[]>>;
declare const RELEASE_PATH: string;

const SHELL_PREFIX = 'shell-';
const SHELL_CACHE = `${SHELL_PREFIX}${SHELL_VERSION}`;
const PAGE = '/index.html';
/** Beside the files of a shell: the tabs that run it. */
const TAB_PATH = '/running-in/';
const keepImage = createImageKeeper();

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  // Whatever was spoken before the pages were this worker's to hear.
  event.waitUntil(Promise.all([dropOldShells(), self.clients.claim().then(keepSpoken)]));
});

self.addEventListener('message', (event) => {
  if (event.data === ACTIVATE_MESSAGE) void self.skipWaiting();
  if (event.data === KEEP_TEXTS_MESSAGE) event.waitUntil(keepSpoken());
});

self.addEventListener('sync', (event) => {
  if (isSyncEvent(event)) event.waitUntil(sendInBackground());
});

for (const type of ['backgroundfetchsuccess', 'backgroundfetchfail']) {
  self.addEventListener(type, (event) => {
    // While a page sends there is nothing left to do here.
    if (isBackgroundFetchEvent(event))
      event.waitUntil(
        settle(event)
          .then(() => sendInBackground())
          .catch(() => undefined),
      );
  });
}

// The user has ended it: it goes on when they open the page.
self.addEventListener('backgroundfetchabort', (event) => {
  if (isBackgroundFetchEvent(event)) event.waitUntil(settle(event));
});

self.addEventListener('backgroundfetchclick', () => void openPage());

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
      event.waitUntil(noteTab(event.resultingClientId).then(dropOldShells).then(keepSpoken));
      return event.respondWith(fromShell(PAGE, request));
    case 'shell':
      return event.respondWith(fromShell(request.url, request));
    case 'config':
      return event.respondWith(fromConfig(event));
    case 'image':
      // Who takes all of a job out reads past every cache: it would be filled with what is looked at once.
      if (request.cache === 'no-store') return;
      return event.respondWith(fromImages(event));
    case 'shared':
      return event.respondWith(takeShared(request));
    case 'last-job':
      return event.respondWith(toLastJob());
    case 'network':
      return;
  }
});

/** All of the version, or nothing: what an installation that failed leaves would later pass for a shell. */
async function keepShell(): Promise<void> {
  const isKept = await isShell(SHELL_CACHE);
  try {
    const cache = await caches.open(SHELL_CACHE);
    await Promise.all([...SHELL_FILES.map((file) => keepFile(cache, file)), keepOwnTexts()]);
    // Another language may have been chosen meanwhile.
    await keepOwnTexts();
  } catch (error) {
    // The same version may be the one that is running: another service worker of it has kept it.
    if (!isKept) await caches.delete(SHELL_CACHE);
    throw error;
  }
}

const keepOwnTexts = () => keepTexts({ storage: caches, shell: SHELL_CACHE, texts: SHELL_TEXTS, keepFile });

/** Without signal it stays for the next time that a page is opened. */
const keepSpoken = () => keepOwnTexts().catch(() => undefined);

/** By its address `/index.html` may be that of another release already, which would need other scripts. */
async function keepFile(cache: Cache, file: string): Promise<void> {
  const response = await fetch(file.startsWith('/assets/') ? file : RELEASE_PATH + file);
  if (!response.ok) throw new TypeError(file);
  await cache.put(file, response);
}

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
  const key = toImageCacheKey(request.url);
  if (!key) return fetch(request);
  const cache = await caches.open(IMAGE_CACHE);
  const kept = await cache.match(key);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) event.waitUntil(keepImage(cache, key, response.clone()));
  return response;
}

/** Leads on to the page, which asks for their job. */
async function takeShared(request: Request): Promise<Response> {
  const seen = (await caches.keys()).find((name) => name.startsWith(SEEN_PREFIX));
  const subject = seen ? decodeURIComponent(seen.slice(SEEN_PREFIX.length)) : null;
  const lost = await keepShared(await request.formData(), subject);
  return Response.redirect(lost > 0 ? `/?not-kept=${lost}` : '/', 303);
}

async function toLastJob(): Promise<Response> {
  return (await caches.match(LAST_JOB_PATH)) ?? Response.redirect('/');
}

/** Remembers, beside the files of this shell, that a tab runs it; forgets the tabs that are gone. */
async function noteTab(id: string): Promise<void> {
  const shell = await caches.open(SHELL_CACHE);
  const open = await listOpenTabs();
  const gone = (await listTabs(SHELL_CACHE)).filter((tab) => !open.includes(tab));
  await Promise.all(gone.map((tab) => shell.delete(TAB_PATH + tab)));
  await shell.put(TAB_PATH + id, new Response()).catch(() => undefined);
}

/** Drops the shells that no open tab runs. */
async function dropOldShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL_PREFIX));
  const { installing, waiting } = self.registration;
  const shells = await Promise.all(names.map(async (name) => ({ name, tabs: await listTabs(name) })));
  const known = new Set(shells.flatMap(({ tabs }) => tabs));
  const open = await listOpenTabs();
  // A shell may be that of the next version; and a tab that no service worker has opened may run any of them.
  if (installing || waiting || !open.every((tab) => known.has(tab))) return;
  const old = shells.filter(({ name, tabs }) => name !== SHELL_CACHE && !tabs.some((tab) => open.includes(tab)));
  await Promise.all(old.map(({ name }) => caches.delete(name)));
}

async function listOpenTabs(): Promise<readonly string[]> {
  const clients = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return clients.map(({ id }) => id);
}

async function listTabs(shellName: string): Promise<readonly string[]> {
  const requests = await (await caches.open(shellName)).keys();
  return requests
    .map(({ url }) => new URL(url).pathname)
    .filter((path) => path.startsWith(TAB_PATH))
    .map((path) => path.slice(TAB_PATH.length));
}

async function isShell(name: string): Promise<boolean> {
  return (await caches.has(name)) && (await (await caches.open(name)).match(PAGE)) !== undefined;
}

const settle = ({ registration }: BackgroundFetchEvent) => settleInBackground(registration);

async function openPage(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window' });
  await (open ? open.focus() : self.clients.openWindow('/'));
}

interface BackgroundFetchEvent extends ExtendableEvent {
  readonly registration: BackgroundFetchRegistration;
}

function isBackgroundFetchEvent(event: Event): event is BackgroundFetchEvent {
  return 'registration' in event;
}

/** Background Sync is Chromium's alone and not in TypeScript's library. */
function isSyncEvent(event: Event): event is ExtendableEvent {
  return 'waitUntil' in event;
}
