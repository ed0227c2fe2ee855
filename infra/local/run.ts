/**
 * One local run: builds, synthesizes, and runs the synthesized template on this machine, with an issuer beside it and a
 * network before it. What `npm start` starts, and what a test may start in its own process.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Context } from '../config/context-keys.ts';
import { createDiskRoom, type RunningTemplate } from './aws/run-template.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { explainFailure } from './explain-failure.ts';
import type { TokenShape } from './identity/token-shapes.ts';
import { replaceJsonFile } from './json-file.ts';
import { NETWORK_PROFILES, type NetworkProfile } from './network/profiles.ts';
import { createShapedNetwork, type ShapedNetwork } from './network/shaped-network.ts';
import { RunError } from './run-error.ts';
import { type RunJson, toRunJson } from './run-json.ts';
import { loadRunKeys } from './run-keys.ts';
import { createRunLog, type RunLog } from './run-log.ts';
import { synthesizeAssembly } from './synthesize-assembly.ts';
import { formatDashboard, formatIssuer, HOST, reservePorts } from './tcp-ports.ts';

export interface RunOptions {
  /** Of the dashboard; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Empties the data folder first. */
  readonly fresh?: boolean;
  readonly network?: NetworkProfile;
  /** Of the deployment, beside what the run sets itself: keys of CONTEXT_KEYS. */
  readonly settings?: Context;
  /** Whose access tokens the issuer's are like; RFC 9068 unless told. */
  readonly tokens?: TokenShape;
  /** Ends a run that is still starting. */
  readonly signal?: AbortSignal;
  /** Is told what is being done, and after how many milliseconds. */
  readonly onProgress?: (step: string, elapsedMs: number) => void;
  /** Is told in a sentence what the run cannot do while it goes on: the disk is full. */
  readonly onTrouble?: (sentence: string) => void;
}

export interface Run {
  readonly info: RunJson;
  /** Of the template, what is not run here and why. */
  readonly leftOut: RunningTemplate['leftOut'];
  /** Resolves when the sample photos of a fresh data folder are in; rejects when one was refused. */
  readonly seeded: Promise<void>;
  setNetwork(profile: NetworkProfile): void;
  close(): Promise<void>;
}

interface StartContext {
  readonly folder: DataFolder;
  /** What has to be closed when the run ends, or does not come about. */
  readonly opened: AsyncDisposableStack;
  readonly log: RunLog;
  readonly progress: (step: string) => void;
}

/**
 * Starts a run. Whatever is thrown, nothing is left running.
 * @throws {RunError} when its user can mend it.
 * @throws {TemplateError} when the template holds what the run does not know.
 */
export async function startRun(options: RunOptions): Promise<Run> {
  const began = performance.now();
  await using opened = new AsyncDisposableStack();
  const folder = openDataFolder(resolve(options.dataDir), { fresh: options.fresh ?? false });
  opened.defer(() => folder.release());
  checkRoom(folder);
  const log = createRunLog(folder.log, options.onTrouble ?? (() => undefined));
  const progress = (step: string) => options.onProgress?.(step, performance.now() - began);
  const run = await start(options, { folder, opened, log, progress }).catch((error: unknown) => {
    throw explainFailure(error, folder.path) ?? error;
  });
  const owned = opened.move();
  return { ...run, close: () => owned.disposeAsync().catch((error: unknown) => log('close', String(error))) };
}

/** A start writes the site and the tables: with less it would break off in their midst. */
function checkRoom({ path }: DataFolder): void {
  try {
    createDiskRoom(path).check();
  } catch (error) {
    throw explainFailure(error, path) ?? error;
  }
}

async function start(options: RunOptions, context: StartContext): Promise<Omit<Run, 'close'>> {
  const { folder, opened, log, progress } = context;
  const { tokens: shape = 'rfc9068', settings = {} } = options;
  let edge: { host: string; port: number } | null = null;
  const network = await openNetwork(options, () => edge);
  opened.defer(() => network.close());
  const reserved = await reservePorts(folder.ports, network.port);
  opened.defer(() => reserved.release());
  const { ports } = reserved;
  const dashboard = formatDashboard(ports);
  const issuer = formatIssuer(ports);
  const stop = new AbortController();
  opened.defer(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  progress('building and synthesizing');
  const [keys, { startAws, openIssuer, openStripe, publishSite, seedOnce }] = await Promise.all([
    loadRunKeys(folder.keys),
    loadParts(),
    synthesizeAssembly({ outdir: folder.assembly, issuer, dashboard, settings, shape, signal }),
    replaceJsonFile(folder.tokenShape, { shape }),
  ]);
  signal.throwIfAborted();
  progress('bringing up the template');
  await reserved.release();
  await openIssuer({ folder, opened, log, keys, port: ports.issuer, dashboard, issuer, shape });
  const edgeUrl = () => (edge === null ? null : `http://${edge.host}:${edge.port}`);
  const stripe = await openStripe({ folder, opened, log, keys, port: ports.stripe, settings, edge: edgeUrl });
  const aws = opened.use(await startAws({ folder, keys, ports, log, stripe }));
  const cloudfront = takeDistribution(aws);
  await publishSite({ folder, aws, signal });
  progress('seeding');
  const { sent } = await seedOnce({ folder, keys, issuer, shape, aws, edge: cloudfront.url });
  sent.catch((error: unknown) => log('seed', String(error)));
  edge = { host: HOST, port: cloudfront.port };
  const info = toRunJson({ folder, aws, dashboard, issuer, stripe: stripe?.url ?? null });
  await replaceJsonFile(folder.runJson, info);
  opened.defer(() => rmSync(folder.runJson, { force: true }));
  progress('ready');
  return { info, leftOut: aws.leftOut, seeded: sent, setNetwork: (profile) => network.setNetwork(profile) };
}

function takeDistribution({ distributions }: RunningTemplate): RunningTemplate['distributions'][number] {
  const [distribution] = distributions;
  if (distribution) return distribution;
  throw new RunError('The template has no distribution: there is nothing to serve.');
}

/** Loads the large parts (the SDK, the issuer, sharp) while another process synthesizes, rather than before it. */
async function loadParts() {
  const [{ startAws }, { openIssuer }, { openStripe }, { publishSite }, { seedOnce }] = await Promise.all([
    import('./start-aws.ts'),
    import('./open-issuer.ts'),
    import('./open-stripe.ts'),
    import('./publish-site.ts'),
    import('./seed-once.ts'),
  ]);
  return { startAws, openIssuer, openStripe, publishSite, seedOnce };
}

async function openNetwork(
  options: RunOptions,
  target: () => { host: string; port: number } | null,
): Promise<ShapedNetwork> {
  try {
    const profile = options.network ?? NETWORK_PROFILES.none;
    return await createShapedNetwork({ target, host: HOST, port: options.port, profile });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new RunError(`Port ${options.port} is taken: free it, or give --port another one.`);
    }
    if (code === 'EACCES') throw new RunError(`Port ${options.port} may not be used: give --port one above 1023.`);
    throw error;
  }
}
