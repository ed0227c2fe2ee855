/**
 * One local run: builds, synthesizes, and runs the synthesized template on this machine, with an issuer beside it and a
 * network before it. What `npm start` starts, and what a test may start in its own process.
 */
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Closers, createClosers } from './closers.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { signAccessToken } from './identity/access-token.ts';
import { createIdentity } from './identity/server.ts';
import { createSessionStore } from './identity/session-store.ts';
import { NETWORK_PROFILES, type NetworkProfile } from './network/profiles.ts';
import { createShapedNetwork, type ShapedNetwork } from './network/shaped-network.ts';
import { choosePorts, formatIssuer, HOST, type Ports } from './ports.ts';
import { type ResolvedAssembly, resolveAssembly } from './resolve-assembly.ts';
import { RunError } from './run-error.ts';
import type { RunJson } from './run-json.ts';
import { loadRunKeys, type RunKeys } from './run-keys.ts';
import { replaceFile } from './s3/durable-file.ts';
import { listJobsOf } from './seed/demo-jobs.ts';
import { DEMO_USERS } from './seed/demo-users.ts';
import { seedJobs, seedPhotos } from './seed/seed.ts';
import { bringUpServices, type Services } from './services.ts';
import { synthesizeAssembly } from './synthesize-assembly.ts';

export interface LocalRunOptions {
  /** Of the dashboard; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Empties the data folder first. */
  readonly fresh?: boolean;
  readonly network?: NetworkProfile;
  /** Is told what is being done, and after how many milliseconds. */
  readonly onProgress?: (step: string, elapsedMs: number) => void;
}

export interface LocalRun {
  readonly info: RunJson;
  readonly services: Services;
  /** Of the template, what is not run here and why. */
  readonly leftOut: ResolvedAssembly['leftOut'];
  /** Resolves when the sample photos of a fresh data folder are on their way; rejects when one was refused. */
  readonly seeded: Promise<void>;
  setNetwork(profile: NetworkProfile): void;
  close(): Promise<void>;
}

/** A made-up account: the one of AWS's own examples. */
const ACCOUNT_ID = '123456789012';

interface Beginning {
  readonly folder: DataFolder;
  readonly closers: Closers;
  readonly log: (source: string, line: string) => void;
  readonly tell: (step: string) => void;
}

/** Throws {@link RunError} for what its user can mend; whatever it throws, nothing is left running. */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const began = performance.now();
  const folder = openDataFolder(resolve(options.dataDir), { fresh: options.fresh ?? false });
  const log = (source: string, line: string) =>
    appendFileSync(folder.log, `${new Date().toISOString()} ${source} ${line}\n`);
  const closers = createClosers((error) => log('close', String(error)));
  closers.add(() => folder.release());
  const tell = (step: string) => options.onProgress?.(step, performance.now() - began);
  try {
    return await start(options, { folder, closers, log, tell });
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(options: LocalRunOptions, { folder, closers, log, tell }: Beginning): Promise<LocalRun> {
  let edge: { host: string; port: number } | null = null;
  const network = await openNetwork(options, () => edge);
  closers.add(() => network.close());
  const ports = await choosePorts(folder.ports, network.port);
  const dashboard = `http://localhost:${ports.dashboard}`;
  const issuer = formatIssuer(ports);
  const stop = new AbortController();
  closers.add(() => stop.abort());
  tell('building and synthesizing');
  const [keys] = await Promise.all([
    loadRunKeys(folder.keys),
    synthesizeAssembly({ outdir: folder.assembly, issuer, dashboard, signal: stop.signal }),
  ]);
  tell('bringing up the template');
  const place = { accountId: ACCOUNT_ID, sqsEndpoint: `http://${HOST}:${ports.sqs}` };
  const assembly = await resolveAssembly({ directory: folder.assembly, keys, ...place });
  const [services] = await Promise.all([
    bringUpServices({ assembly, folder, keys, ports, accountId: ACCOUNT_ID, closers, log }),
    openIssuer({ folder, closers, log, keys, ports, dashboard, issuer }),
  ]);
  edge = { host: HOST, port: services.cloudfront.port };
  const isFirst = !existsSync(folder.seeded);
  if (isFirst) tell('making the demo jobs');
  if (isFirst) await seedJobs(toSeedJobs(assembly, services));
  const info = toRunJson({ folder, ports, assembly, services, keys, dashboard, issuer });
  await replaceFile(folder.runJson, `${JSON.stringify(info, null, 2)}\n`);
  closers.add(() => rmSync(folder.runJson, { force: true }));
  tell('ready');
  const seeded = isFirst ? seedOnce({ folder, keys, issuer, edge: services.cloudfront.url }) : Promise.resolve();
  seeded.catch((error: unknown) => log('seed', String(error)));
  return {
    info,
    services,
    leftOut: assembly.leftOut,
    seeded,
    setNetwork: (profile) => network.setNetwork(profile),
    close: () => closers.closeAll(),
  };
}

async function openNetwork(
  options: LocalRunOptions,
  target: () => { host: string; port: number } | null,
): Promise<ShapedNetwork> {
  try {
    return await createShapedNetwork({
      target,
      host: HOST,
      port: options.port,
      profile: options.network ?? NETWORK_PROFILES.none,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new RunError(`Port ${options.port} is taken: free it, or give --port another one.`);
    if (code === 'EACCES') throw new RunError(`Port ${options.port} may not be used: give --port one above 1023.`);
    throw error;
  }
}

interface IssuerParts {
  readonly folder: DataFolder;
  readonly closers: Closers;
  readonly log: Beginning['log'];
  readonly keys: RunKeys;
  readonly ports: Ports;
  readonly dashboard: string;
  readonly issuer: string;
}

async function openIssuer({ folder, closers, log, keys, ports, dashboard, issuer }: IssuerParts): Promise<void> {
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
    port: ports.issuer,
    log: (line) => log('issuer', line),
  });
  closers.add(() => identity.close());
}

function toSeedJobs({ region, output }: ResolvedAssembly, { endpoints, root }: Services) {
  return { endpoint: endpoints.dynamodb, region, table: output('Table'), credential: root, nowMs: Date.now() };
}

interface SeedParts {
  readonly folder: DataFolder;
  readonly keys: RunKeys;
  readonly issuer: string;
  readonly edge: string;
}

/** A run that is ended in between does it again: the photos have fixed capture ids, so none comes twice. */
async function seedOnce({ folder, keys, issuer, edge }: SeedParts): Promise<void> {
  const token = (name: string) => {
    const user = DEMO_USERS.find((each) => each.name === name) ?? DEMO_USERS[0];
    return signAccessToken(user, { issuer, key: keys.issuer, expiresInSeconds: 600, nowMs: Date.now() });
  };
  await seedPhotos({ edge, token, nowMs: Date.now() });
  await replaceFile(folder.seeded, JSON.stringify({ at: new Date().toISOString() }));
}

interface RunFacts {
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly assembly: ResolvedAssembly;
  readonly services: Services;
  readonly keys: RunKeys;
  readonly dashboard: string;
  readonly issuer: string;
}

function toRunJson({ folder, assembly, services, keys, dashboard, issuer }: RunFacts): RunJson {
  const { region, output } = assembly;
  const { endpoints } = services;
  return {
    dashboard,
    issuer,
    region,
    account_id: ACCOUNT_ID,
    s3: {
      endpoint: endpoints.s3,
      region,
      access_key_id: keys.root.accessKeyId,
      secret_access_key: keys.root.secretAccessKey,
      uploads_bucket: output('UploadsBucket'),
      site_bucket: output('SiteBucket'),
    },
    dynamodb: { endpoint: endpoints.dynamodb, table: output('Table'), audit_table: output('AuditTable') },
    sqs: {
      endpoint: endpoints.sqs,
      queue_url: output('ArrivalsQueueUrl'),
      dead_letter_queue_url: output('DeadLettersQueueUrl'),
    },
    secrets_manager: { endpoint: endpoints.secrets, secret_id: output('SecretId') },
    users: DEMO_USERS.map(({ name, fullName, role, subject }) => ({
      name,
      full_name: fullName,
      role,
      subject,
      jobs: listJobsOf(name),
    })),
    log: folder.log,
    pid: process.pid,
  };
}
