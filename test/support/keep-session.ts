/**
 * Puts a demo user's session on a phone where the sign-in would leave it, for the journeys that are about something else:
 * two pages and the issuer less. That a person gets there by the issuer's page, `signIn` of walk-dashboard.ts shows.
 */
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { StoredSession } from '../../site/session/stored-session.ts';
import type { LocalRun } from './start-local-run.ts';

const SITE = resolve(import.meta.dirname, '../../site');
/** The site's own database, of whatever shape it has now. Committed: the page is left at once. */
const ENTRY = `
  import { openDatabase } from './outbox/database.ts';
  globalThis.writeSession = async (session) => {
    const database = await openDatabase();
    const change = database.transaction(['key-values'], 'readwrite', { durability: 'strict' });
    await change.objectStore('key-values').put(session, 'session');
    await change.done;
    database.close();
  };
`;
const LIFE_MS = 3_600_000;

declare global {
  var writeSession: (session: StoredSession) => Promise<void>;
}

let program: Promise<string> | undefined;

/**
 * Leaves the page at a small file of the dashboard's.
 * @throws {Error} when no demo user is called so
 */
export async function keepSession(page: Page, run: LocalRun, userName: string): Promise<void> {
  const user = run.info.users.find(({ name }) => name === userName);
  if (!user) throw new Error(`no demo user is called ${userName}`);
  program ??= bundleProgram();
  const [accessToken, script] = await Promise.all([
    run.token(userName),
    program,
    page.goto(`${run.info.dashboard}/config.json`),
  ]);
  await page.evaluate(script);
  await page.evaluate((session) => globalThis.writeSession(session), {
    user: { subject: user.subject, name: user.full_name, roles: [user.role] },
    accessToken,
    goodUntilMs: Date.now() + LIFE_MS,
    refreshToken: null,
  });
}

async function bundleProgram(): Promise<string> {
  const stdin = { contents: ENTRY, resolveDir: SITE, sourcefile: 'keep-session.ts' };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'iife', target: 'es2022', write: false });
  return outputFiles[0]?.text ?? '';
}
