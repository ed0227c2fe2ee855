/** Publishes another version of the site in a local run, and follows its installation. */
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { CopyObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { planPromotion } from '../../../infra/operate/release-state.ts';
import { openReleaseTarget } from '../../../infra/operate/release-target.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

export interface VersionChange {
  readonly adds?: string;
  readonly removes?: string;
}

/**
 * Publishes a release as `npm run release` does: what is live, but that its service worker is of this version of the shell,
 * with a file more or less.
 */
export async function publishVersion(
  run: LocalRun,
  version: string,
  { adds, removes }: VersionChange = {},
): Promise<void> {
  const target = await openReleaseTarget({ data: run.dataDir, stage: 'dev' });
  try {
    const state = await target.store.read();
    const release = createHash('sha256').update(version).digest('hex').slice(0, 10);
    await copyRelease(run, state.live ?? '', release);
    const script = (await readServiceWorker(run, state.live ?? ''))
      .replace(/SHELL_VERSION="[^"]*"/, `SHELL_VERSION="${version}"`)
      .replace(/RELEASE_PATH="[^"]*"/, `RELEASE_PATH="/r/${release}"`)
      .replace('SHELL_FILES=[', adds ? `SHELL_FILES=["${adds}",` : 'SHELL_FILES=[')
      .replace(`"${removes}",`, '');
    await putServiceWorker(run, release, script);
    await target.store.write(planPromotion(state, { release, atMs: Date.now() }), state.version);
  } finally {
    target.close();
  }
}

async function copyRelease({ s3, info }: LocalRun, from: string, to: string): Promise<void> {
  const Bucket = info.s3.site_bucket;
  for (const prefix of ['r/', 'br/r/']) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}${from}/` }));
    for (const { Key = '' } of Contents) {
      const copy = { Bucket, CopySource: `${Bucket}/${Key}`, Key: Key.replace(from, to) };
      await s3.send(new CopyObjectCommand(copy));
    }
  }
}

async function readServiceWorker({ s3, info }: LocalRun, release: string): Promise<string> {
  const object = { Bucket: info.s3.site_bucket, Key: `r/${release}/service-worker.js` };
  const { Body } = await s3.send(new GetObjectCommand(object));
  return (await Body?.transformToString()) ?? '';
}

async function putServiceWorker({ s3, info }: LocalRun, release: string, script: string): Promise<void> {
  const Key = `r/${release}/service-worker.js`;
  const object = { Bucket: info.s3.site_bucket, ContentType: 'text/javascript', CacheControl: 'no-cache' };
  await s3.send(new PutObjectCommand({ ...object, Key, Body: script }));
  const Body = brotliCompressSync(script);
  await s3.send(new PutObjectCommand({ ...object, Key: `br/${Key}`, Body, ContentEncoding: 'br' }));
}

/** Looks for a new version; fulfils with what became of its installation. */
export function installUpdate(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return new Promise<string>((resolve) => {
      registration?.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => resolve(installing.state), { once: true });
      });
      registration?.update().catch(() => undefined);
    });
  });
}

/** Presses "Reload" of the new version. */
export async function applyUpdate(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);
  await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
}

/** The shells that this phone keeps. */
export function listShells(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('shell-')));
}

/** The files that a shell keeps whose names begin so, by their paths. */
export function listKept(page: Page, shell: string, beginning: string): Promise<string[]> {
  return page.evaluate(
    async ([name, first]) => {
      const requests = await (await caches.open(name)).keys();
      return requests.map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith(first));
    },
    [shell, `/assets/${beginning}-`] as const,
  );
}
