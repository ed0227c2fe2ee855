/** The issuer of a run, with its sessions in the data folder. */
import type { Closers } from './aws/closers.ts';
import type { DataFolder } from './data-folder.ts';
import { createIdentity } from './identity/server.ts';
import { createSessionStore } from './identity/session-store.ts';
import { HOST } from './ports.ts';
import type { RunKeys } from './run-keys.ts';
import { DEMO_USERS } from './seed/demo-users.ts';

export interface OpenIssuerOptions {
  readonly folder: DataFolder;
  readonly closers: Closers;
  readonly log: (source: string, line: string) => void;
  readonly keys: RunKeys;
  readonly port: number;
  readonly dashboard: string;
  readonly issuer: string;
}

export async function openIssuer({
  folder,
  closers,
  log,
  keys,
  port,
  dashboard,
  issuer,
}: OpenIssuerOptions): Promise<void> {
  const sessions = createSessionStore(folder.sessions, Date.now);
  closers.add(() => sessions.close());
  const identity = await createIdentity({
    issuer,
    dashboard,
    users: DEMO_USERS,
    signingKey: keys.issuer,
    cookieKey: keys.cookie,
    sessions,
    host: HOST,
    port,
    log: (line) => log('issuer', line),
  });
  closers.add(() => identity.close());
}
