/**
 * A worker's phone for the bench: a browser profile of its own that is signed in, four times slower than this machine,
 * behind a link of its own to the local run, and to S3 where a way goes straight there.
 */
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { NETWORK_PROFILES, type NetworkName } from '../../../infra/local/network/profiles.ts';
import { createShapedNetwork, type ShapedNetwork } from '../../../infra/local/network/shaped-network.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { PHONE, signIn } from '../../support/walk-dashboard.ts';

export type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

export interface BenchPhone {
  readonly context: BrowserContext;
  /** Of the dashboard and of S3, behind the phone's link. */
  readonly dashboard: string;
  readonly s3: string;
  setNetwork(network: NetworkName): void;
  /** Opens a tab in which all scripts run four times slower. Workers, which have no such switch, are as fast as ever. */
  openPage(): Promise<Page>;
  close(): Promise<void>;
}

const CPU_SLOWDOWN = 4;

/** Signs a worker in over a fast connection; what comes of it can be put on any number of phones. */
export async function signInWorker(browser: Browser, run: LocalRun): Promise<StorageState> {
  const { context } = await signIn(browser, run, 'worker');
  const state = await context.storageState({ indexedDB: true });
  await context.close();
  return state;
}

/** A phone with a session and nothing else: no cache, no service worker. Its network is fast until told otherwise. */
export async function openPhone(
  browser: Browser,
  run: LocalRun,
  session: StorageState,
  options: BrowserContextOptions = {},
): Promise<BenchPhone> {
  const links = await Promise.all([run.info.dashboard, run.info.s3.endpoint].map(openLink));
  const [dashboard = '', s3 = ''] = links.map(({ port }) => `http://localhost:${port}`);
  const origins = session.origins
    .filter(({ origin }) => origin === run.info.dashboard)
    .map((kept) => ({ ...kept, origin: dashboard }));
  const context = await browser.newContext({
    viewport: PHONE,
    locale: 'en-US',
    hasTouch: true,
    storageState: { cookies: [], origins },
    ...options,
  });
  return {
    context,
    dashboard,
    s3,
    setNetwork(network) {
      for (const link of links) link.setNetwork(NETWORK_PROFILES[network]);
    },
    async openPage() {
      const page = await context.newPage();
      await slowDown(await context.newCDPSession(page));
      return page;
    },
    async close() {
      await context.close();
      await Promise.all(links.map((link) => link.close()));
    },
  };
}

function openLink(url: string): Promise<ShapedNetwork> {
  const port = Number(new URL(url).port);
  const target = () => ({ host: '127.0.0.1', port });
  return createShapedNetwork({ target, host: '127.0.0.1', port: 0, profile: NETWORK_PROFILES.none });
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}
