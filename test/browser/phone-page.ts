/** Opens the phone's engine in a real Chromium, on a page with nothing but the engine, against the edge double. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Phone } from '../../site/phone.ts';
import { type EdgeDouble, startEdgeDouble } from './edge-double.ts';

const SITE = resolve(import.meta.dirname, '../../site');
const ENTRY = `
  export { createPhone } from './create-phone.ts';
  export { openDatabase, DATABASE_VERSION } from './outbox/database.ts';
  export { createEntryStore } from './outbox/entry-store.ts';
  export { takeOver } from './outbox/hand-over.ts';
  export { createHeartbeats } from './sender/heartbeats.ts';
  export { takeLock } from './sender/hold-lock.ts';
  export { createTabChannel } from './sender/tab-channel.ts';
  export { shrinkOnPage } from './outbox/shrink-on-page.ts';
`;

declare global {
  interface Window {
    phone: Phone;
    engine: typeof import('../../site/create-phone.ts') &
      typeof import('../../site/outbox/database.ts') &
      typeof import('../../site/outbox/entry-store.ts') &
      typeof import('../../site/outbox/hand-over.ts') &
      typeof import('../../site/sender/heartbeats.ts') &
      typeof import('../../site/sender/hold-lock.ts') &
      typeof import('../../site/sender/tab-channel.ts') &
      typeof import('../../site/outbox/shrink-on-page.ts');
  }
}

export interface PhoneRig {
  readonly edge: EdgeDouble;
  /** A new phone: nobody signed in, nothing stored. Before the edge stands what a test has put there. */
  createContext(baseURL?: string): Promise<BrowserContext>;
  /** A page with the engine running, signed in as `subject` (null: as it was). */
  openPage(context: BrowserContext, subject?: string | null): Promise<Page>;
  /** Serves one more file, of JSON. */
  serve(path: string, value: unknown): void;
  /** The same on a page that the test has made. */
  startEngine(page: Page, subject: string | null): Promise<void>;
  /** Puts `subject`'s session in the place of whatever session the phone has. */
  signIn(page: Page, subject: string): Promise<void>;
  close(): Promise<void>;
}

export async function startPhoneRig(browser: Browser): Promise<PhoneRig> {
  const outdir = await mkdtemp(join(tmpdir(), 'edgeshot-phone-'));
  await bundle(outdir);
  const files = new Map(readdirSync(outdir).map((name) => [`/${name}`, readFileSync(join(outdir, name))]));
  const edge = await startEdgeDouble((path, response) => serveFile(path, response, files));
  const startEngine = async (page: Page, subject: string | null) => {
    await page.goto('/');
    if (subject !== null) await putSession(page, subject);
    await page.evaluate(async () => {
      window.phone = await window.engine.createPhone();
    });
  };
  return {
    edge,
    createContext: (baseURL = edge.url) => browser.newContext({ baseURL }),
    startEngine,
    signIn: putSession,
    serve: (path, value) => void files.set(path, Buffer.from(JSON.stringify(value))),
    async openPage(context, subject = 'worker') {
      const page = await context.newPage();
      await startEngine(page, subject);
      return page;
    },
    async close() {
      await edge.close();
      await rm(outdir, { recursive: true, force: true });
    },
  };
}

/** Puts a session where the sign-in would, and tells the tabs; the sign-in has its own tests, against a real issuer. */
export async function putSession(page: Page, subject: string, lifeMs = 3_600_000): Promise<void> {
  await page.evaluate(
    async ([user, life]) => {
      const database = await window.engine.openDatabase();
      const session = {
        user: { subject: user, name: user, roles: ['worker'] },
        accessToken: `token-of-${user}`,
        goodUntilMs: Date.now() + Number(life),
        refreshToken: null,
      };
      await database.write('key-values').put(session, 'session');
      database.close();
      const channel = new BroadcastChannel('edgeshot');
      channel.postMessage({ type: 'session' });
      channel.close();
    },
    [subject, lifeMs] as const,
  );
}

async function bundle(outdir: string): Promise<void> {
  const common = { bundle: true, format: 'esm', target: 'es2022', outdir, logLevel: 'error' } as const;
  await build({
    ...common,
    stdin: { contents: ENTRY, resolveDir: SITE, sourcefile: 'engine.ts' },
    entryNames: 'engine',
    splitting: true,
  });
  await build({ ...common, entryPoints: [join(SITE, 'outbox/shrink-worker.ts')] });
}

function serveFile(path: string, response: ServerResponse, files: ReadonlyMap<string, Buffer>): boolean {
  const file = files.get(path);
  const type = path.endsWith('.json') ? 'application/json' : 'text/javascript';
  if (file) response.writeHead(200, { 'content-type': type }).end(file);
  else if (path === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  else return false;
  return true;
}

const PAGE = `<!doctype html><title>phone</title><script type="module">
  import * as engine from '/engine.js';
  window.engine = engine;
</script>`;
