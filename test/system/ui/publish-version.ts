/** Publishes another version of the site in a local run, and follows its installation. */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import type { LocalRun } from '../../support/start-local-run.ts';

export interface VersionChange {
  readonly adds?: string;
  readonly removes?: string;
}

/** Changes the published service worker as a deployment would: to this version of the shell, with a file more or less. */
export async function publishVersion(
  run: LocalRun,
  version: string,
  { adds, removes }: VersionChange = {},
): Promise<void> {
  const object = { Bucket: run.info.s3.site_bucket, Key: 'service-worker.js' };
  const { Body, CacheControl, ContentType } = await run.s3.send(new GetObjectCommand(object));
  const script = ((await Body?.transformToString()) ?? '')
    .replace(/SHELL_VERSION="[^"]*"/, `SHELL_VERSION="${version}"`)
    .replace('SHELL_FILES=[', adds ? `SHELL_FILES=["${adds}",` : 'SHELL_FILES=[')
    .replace(`"${removes}",`, '');
  await run.s3.send(new PutObjectCommand({ ...object, Body: script, CacheControl, ContentType }));
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

/** The file of the Spanish texts in a shell, by its path. */
export function findSpanishTexts(page: Page, shell: string): Promise<string> {
  return page.evaluate(async (name) => {
    const requests = await (await caches.open(name)).keys();
    return requests.map(({ url }) => new URL(url).pathname).find((path) => path.startsWith('/assets/es-')) ?? '';
  }, shell);
}
