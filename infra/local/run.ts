/**
 * One local run: builds, synthesizes, and runs the synthesized template on this machine, with an issuer beside it and a
 * network before it. What `npm start` starts, and what a test may start in its own process.
 */
import { appendFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Closers, createClosers } from './aws/closers.ts';
import { replaceFile } from './aws/durable-file.ts';
import type { Services } from './aws/run-template.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { NETWORK_PROFILES, type NetworkProfile } from './network/profiles.ts';
import { createShapedNetwork, type ShapedNetwork } from './network/shaped-network.ts';
import { formatIssuer, HOST, reservePorts } from './ports.ts';
import { type ResolvedAssembly, resolveAssembly } from './resolve-assembly.ts';
import { RunError } from './run-error.ts';
import { type RunJson, toRunJson } from './run-json.ts';
import { loadRunKeys } from './run-keys.ts';
import { synthesizeAssembly } from './synthesize-assembly.ts';

export interface LocalRunOptions {
  /** Of the dashboard; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Empties the data folder first. */
  readonly fresh?: boolean;
  readonly network?: NetworkProfile;
  /** Ends a run that is still starting. */
  readonly signal?: AbortSignal;
  /** Is told what is being done, and after how many milliseconds. */
  readonly onProgress?: (step: string, elapsedMs: number) => void;
}

export interface LocalRun {
  readonly info: RunJson;
  readonly services: Services;
  /** Of the template, what is not run here and why. */
  readonly leftOut: ResolvedAssembly['leftOut'];
  /** Resolves when the sample photos of a fresh data folder are in; rejects when one was refused. */
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
  const reserved = await reservePorts(folder.ports, network.port);
  closers.add(() => reserved.release());
  const { ports } = reserved;
  const dashboard = `http://localhost:${ports.dashboard}`;
  const issuer = formatIssuer(ports);
  const stop = new AbortController();
  closers.add(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  tell('building and synthesizing');
  const [keys, { bringUpServices, openIssuer, seedOnce }] = await Promise.all([
    loadRunKeys(folder.keys),
    loadParts(),
    synthesizeAssembly({ outdir: folder.assembly, issuer, dashboard, signal }),
  ]);
  signal.throwIfAborted();
  tell('bringing up the template');
  const place = { accountId: ACCOUNT_ID, sqsEndpoint: `http://${HOST}:${ports.sqs}` };
  const assembly = await resolveAssembly({ directory: folder.assembly, keys, ...place });
  await reserved.release();
  await openIssuer({ folder, closers, log, keys, port: ports.issuer, dashboard, issuer });
  const services = await bringUpServices({ assembly, folder, keys, ports, accountId: ACCOUNT_ID, closers, log });
  tell('seeding');
  const { sent } = await seedOnce({ folder, keys, issuer, assembly, services });
  sent.catch((error: unknown) => log('seed', String(error)));
  edge = { host: HOST, port: services.cloudfront.port };
  const info = toRunJson({
    folder,
    assembly,
    endpoints: services.endpoints,
    keys,
    accountId: ACCOUNT_ID,
    dashboard,
    issuer,
  });
  await replaceFile(folder.runJson, `${JSON.stringify(info, null, 2)}\n`);
  closers.add(() => rmSync(folder.runJson, { force: true }));
  tell('ready');
  return {
    info,
    services,
    leftOut: assembly.leftOut,
    seeded: sent,
    setNetwork: (profile) => network.setNetwork(profile),
    close: () => closers.closeAll(),
  };
}

/** Loads the large parts (the SDK, the issuer, sharp) while another process synthesizes, rather than before it. */
async function loadParts() {
  const [{ bringUpServices }, { openIssuer }, { seedOnce }] = await Promise.all([
    import('./aws/run-template.ts'),
    import('./open-issuer.ts'),
    import('./seed-once.ts'),
  ]);
  return { bringUpServices, openIssuer, seedOnce };
}

async function openNetwork(
  options: LocalRunOptions,
  target: () => { host: string; port: number } | null,
): Promise<ShapedNetwork> {
  try {
    const profile = options.network ?? NETWORK_PROFILES.none;
    return await createShapedNetwork({ target, host: HOST, port: options.port, profile });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new RunError(`Port ${options.port} is taken: free it, or give --port another one.`);
    if (code === 'EACCES') throw new RunError(`Port ${options.port} may not be used: give --port one above 1023.`);
    throw error;
  }
}
