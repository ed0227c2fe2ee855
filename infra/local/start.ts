/** `npm start`: the whole of it on this machine, until Ctrl-C. */
import { spawn } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Context } from '../config/context-keys.ts';
import { formatSettings, splitSettings } from '../config/split-settings.ts';
import { explainFailure } from './explain-failure.ts';
import { TOKEN_SHAPES, type TokenShape } from './identity/token-shapes.ts';
import { isJsonObject } from './json-file.ts';
import { findSettingFault, LOCAL_SETTINGS } from './local-settings.ts';
import { isNetworkName, NETWORK_PROFILES, type NetworkName } from './network/profiles.ts';
import type { Run } from './run.ts';
import { RunError } from './run-error.ts';
import { renderScreen } from './screen.ts';

const HELP = `npm start [-- options]

Builds, synthesizes and runs the template on this machine, with demo users, jobs and photos.

  --port N       where the dashboard listens (8080; 0 takes a free one)
  --data DIR     where the state is kept (.local)
  --fresh        begin with an empty data folder
  --network X    what the browser sees: ${Object.keys(NETWORK_PROFILES).join(', ')}
  --tokens X     whose access tokens the issuer's are like: ${TOKEN_SHAPES.join(', ')}
  --open         open the dashboard in the browser
  -c key=value   a setting of the deployment, to try it; may be given more than once
  --help         this text

Settings that can be tried here (npm run synth -- --help lists all):
${formatSettings(LOCAL_SETTINGS)}`;

/** npm passes on the signal that the terminal has sent already: what comes so soon is the same Ctrl-C. */
const SAME_SIGNAL_MS = 500;
const MAX_STOPPING_MS = 20_000;

interface Options {
  readonly port: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly network: NetworkName;
  readonly open: boolean;
  readonly settings: Context;
  readonly tokens: TokenShape;
}

await main();

async function main(): Promise<void> {
  const stopping = new AbortController();
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options) await run(options, stopping);
    else console.log(HELP);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    console.error(formatFailure(error));
    process.exit(1);
  }
}

/** Null for --help. */
function parseOptions(args: readonly string[]): Options | null {
  const values = readArguments(args);
  if (values.help) return null;
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new RunError(`--port must be 0 to 65535, not ${values.port}.`);
  }
  if (!isNetworkName(values.network)) {
    throw new RunError(`--network must be one of ${Object.keys(NETWORK_PROFILES).join(', ')}, not ${values.network}.`);
  }
  const tokens = TOKEN_SHAPES.find((shape) => shape === values.tokens);
  if (!tokens) throw new RunError(`--tokens must be one of ${TOKEN_SHAPES.join(', ')}, not ${values.tokens}.`);
  const settings = splitSettings(values.context);
  const fault = findSettingFault(settings);
  if (fault !== null) throw new RunError(fault);
  const { data: dataDir, fresh, network, open } = values;
  return { port, dataDir, fresh, network, open, settings, tokens };
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: '.local' },
        fresh: { type: 'boolean', default: false },
        network: { type: 'string', default: 'none' },
        tokens: { type: 'string', default: TOKEN_SHAPES[0] },
        open: { type: 'boolean', default: false },
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new RunError(`${error instanceof Error ? error.message.split('. ')[0] : error}. See npm start -- --help.`);
  }
}

async function run(options: Options, stopping: AbortController): Promise<void> {
  const progress = createProgress();
  const { startRun } = await import('./run.ts');
  const network = NETWORK_PROFILES[options.network];
  const starting = startRun({
    ...options,
    network,
    signal: stopping.signal,
    onProgress: progress.show,
    onTrouble: console.error,
  });
  stopOnSignals(starting, stopping, options.dataDir);
  const running = await starting;
  if (stopping.signal.aborted) return;
  handleMessage(running);
  const { info, leftOut, seeded } = running;
  progress.clear();
  const facts = { info, leftOut, dataDir: formatPath(options.dataDir), network: options.network };
  console.log(renderScreen({ ...facts, readyAfterMs: performance.now() }));
  seeded.catch((error: unknown) => {
    if (!stopping.signal.aborted) console.error(`The sample photos are not all in: ${error}`);
  });
  if (options.open) openBrowser(info.dashboard);
}

/** The first signal stops all in order, the second at once. */
function stopOnSignals(starting: Promise<Run>, stopping: AbortController, dataDir: string): void {
  let firstAtMs: number | null = null;
  const stop = async (exitCode: number) => {
    const nowMs = performance.now();
    if (firstAtMs !== null && nowMs - firstAtMs < SAME_SIGNAL_MS) return;
    if (firstAtMs !== null) process.exit(1);
    firstAtMs = nowMs;
    stopping.abort();
    if (process.stdout.isTTY) process.stdout.write('\nStopping …\n');
    // A run that does not come about has closed what it opened; one that hangs where it broke never will.
    await Promise.race([starting.then((running) => running.close()).catch(() => null), wait(MAX_STOPPING_MS)]);
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal, () => void stop(0));
  process.on('uncaughtException', (error) => {
    if (!stopping.signal.aborted) console.error(formatFailure(explainFailure(error, dataDir) ?? error));
    void stop(1);
  });
}

/** A test that has started the run as its child changes the network by a message: `{ network: 'offline' }`. */
function handleMessage({ setNetwork }: Run): void {
  process.on('message', (message) => {
    const network = isJsonObject(message) ? String(message.network) : '';
    if (isNetworkName(network)) setNetwork(NETWORK_PROFILES[network]);
  });
}

function formatPath(path: string): string {
  const fromHere = relative('.', path);
  return fromHere === '' ? '.' : fromHere.startsWith('..') ? resolve(path) : fromHere;
}

function createProgress() {
  const isTerminal = process.stdout.isTTY;
  return {
    show(step: string, elapsedMs: number) {
      const line = `${(elapsedMs / 1000).toFixed(1)} s  ${step}`;
      process.stdout.write(isTerminal ? `\r\u001b[K${line} …` : `${line}\n`);
    },
    clear: () => void (isTerminal && process.stdout.write('\r\u001b[K')),
  };
}

function openBrowser(url: string): void {
  const command = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .once('error', () => console.error(`No browser could be opened: ${command} is missing.`))
    .unref();
}

function formatFailure(error: unknown): string {
  if (error instanceof RunError) return error.message;
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (isMissing) return `A package is missing: run npm ci first. (${error.message.split('\n')[0]})`;
  if (error instanceof Error && error.name === 'TemplateError') {
    return `The template cannot be run here: ${error.message}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
