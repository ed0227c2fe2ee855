/** The issuer of a run, with its sessions in the data folder. */
import type { DataFolder } from './data-folder.ts';
import { explainFailure } from './explain-failure.ts';
import { readPeople } from './identity/people.ts';
import { createIdentity } from './identity/server.ts';
import { createSessionStore, type SessionStore } from './identity/session-store.ts';
import type { TokenShape } from './identity/token-shapes.ts';
import type { RunKeys } from './run-keys.ts';
import { DEMO_USERS } from './seed/demo-users.ts';
import { HOST } from './tcp-ports.ts';

export interface OpenIssuerOptions {
  readonly folder: DataFolder;
  /** Takes what has to be closed. */
  readonly opened: AsyncDisposableStack;
  readonly log: (source: string, line: string) => void;
  readonly keys: RunKeys;
  readonly port: number;
  readonly dashboard: string;
  readonly issuer: string;
  readonly shape: TokenShape;
}

/**
 * @throws {NodeJS.ErrnoException} when the port is taken.
 * @throws {RunError} when the file of the sessions is damaged, or another user's.
 */
export async function openIssuer(options: OpenIssuerOptions): Promise<void> {
  const { folder, opened, log, keys, port, dashboard, issuer, shape } = options;
  const sessions = openSessions(folder.sessions);
  opened.defer(() => sessions.close());
  const identity = await createIdentity({
    issuer,
    dashboard,
    users: () => readPeople(folder.people, DEMO_USERS).filter(({ isEnabled }) => isEnabled),
    signingKey: keys.issuer,
    cookieKey: keys.cookie,
    sessions,
    shape,
    host: HOST,
    port,
    log: (line) => log('issuer', line),
  });
  opened.defer(() => identity.close());
}

function openSessions(path: string): SessionStore {
  try {
    return createSessionStore(path, Date.now);
  } catch (error) {
    throw explainFailure(error, path) ?? error;
  }
}
