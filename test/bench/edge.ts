/**
 * `npm run bench -- edge`: how quickly the edge answers, cold and warm, against what it replaces. All in one run on one machine, the
 * variants in turn.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleEdgeFunction } from '../../infra/build/bundle.ts';
import { defineBench, flag, whole } from '../support/define-bench.ts';
import { type ColdFigures, measureColdStarts } from './edge/cold-start.ts';
import { measureWarm, type WarmFigure } from './edge/warm.ts';

const run_ = promisify(execFile);
const ENTRY = new URL('../../edge/upload-url.ts', import.meta.url).pathname;
const NAIVE = new URL('edge/naive-upload-url.ts', import.meta.url).pathname;
const PYTHON_ENV = {
  PATH: process.env.PATH ?? '',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 't'.repeat(800),
};

interface Report {
  readonly machine: string;
  readonly versions: string;
  readonly zipKib: Readonly<Record<string, number>>;
  readonly cold: readonly ColdFigures[];
  readonly warm: readonly WarmFigure[];
  /** What is wanted of each, and what it was. */
  readonly goals: readonly { readonly goal: string; readonly wanted: number; readonly measured: number | null }[];
}

const OPTIONS = {
  rounds: whole('how often each starts cold', { otherwise: 15, to: 100 }),
  json: flag('every single measurement'),
};

const NOTES = 'Look at the ratios, for the milliseconds are this machine’s. Against boto3 only where python3 has it.';

/** @throws {OptionError} when an option is wrong */
export const run = defineBench({ name: 'edge', options: OPTIONS, notes: NOTES }, async ({ rounds, json }) => {
  const directory = await mkdtemp(join(tmpdir(), 'edgeshot-bench-'));
  try {
    const report = await measure(directory, rounds);
    console.log(json ? JSON.stringify(report, null, 2) : formatReport(report));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

async function measure(directory: string, rounds: number): Promise<Report> {
  const boto3 = await run_('python3', ['-c', 'import boto3; print(boto3.__version__)']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
  const [ours, naive] = [join(directory, 'ours'), join(directory, 'naive')];
  const oursBytes = await bundleEdgeFunction(ENTRY, ours);
  const naiveBytes = await bundleNaively(naive);
  const cold = await measureColdStarts({ ours, naive }, rounds, boto3 !== null);
  const warm = [...(await measureWarm(Math.min(rounds, 9))), ...(boto3 === null ? [] : await measureBoto3())];
  const zipKib = { ours: toZipKib(oursBytes), naive: toZipKib(naiveBytes) };
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    versions: `Node ${process.version}, boto3 ${boto3 ?? 'not installed'}`,
    zipKib,
    cold,
    warm,
    goals: [
      { goal: 'cold start against naive (goal 0.2)', wanted: 0.5, measured: toColdRatio(cold, 'naive') },
      { goal: 'cold start against boto3', wanted: 0.25, measured: toColdRatio(cold, 'boto3') },
      { goal: 'zip, KiB', wanted: 200, measured: zipKib.ours },
      {
        goal: 'album of 1,000 against getSignedUrl',
        wanted: 0.05,
        measured: toWarmRatio(warm, 'album of 1,000', 'SDK, getSignedUrl each'),
      },
    ],
  };
}

/** As esbuild comes: it takes the packages' CommonJS builds, which cannot be shaken. */
async function bundleNaively(directory: string): Promise<Uint8Array> {
  const { outputFiles = [] } = await build({
    entryPoints: [NAIVE],
    bundle: true,
    platform: 'node',
    minify: true,
    outfile: join(directory, 'index.js'),
    write: false,
    logLevel: 'silent',
  });
  const [module] = outputFiles;
  if (module === undefined) throw new Error('esbuild made nothing');
  await mkdir(directory, { recursive: true });
  await writeFile(module.path, module.contents);
  await writeFile(join(directory, 'package.json'), '{"type":"commonjs"}\n');
  return module.contents;
}

async function measureBoto3(): Promise<WarmFigure[]> {
  const script = new URL('edge/boto3_warm.py', import.meta.url).pathname;
  const { stdout } = await run_('python3', [script], { env: PYTHON_ENV });
  const figures = JSON.parse(stdout) as Record<string, number>;
  return Object.entries(figures).map(([what, microseconds]) => ({ what, variant: 'boto3', microseconds }));
}

function toZipKib(module: Uint8Array): number {
  return Math.round(deflateRawSync(module, { level: 9 }).byteLength / 1024);
}

function toColdRatio(cold: readonly ColdFigures[], against: string): number | null {
  const cost = (name: string) => cold.find((figures) => figures.name === name)?.overBareMs;
  const [ours, other] = [cost('ours'), cost(against)];
  return ours === undefined || other === undefined ? null : round(ours / other);
}

function toWarmRatio(warm: readonly WarmFigure[], what: string, against: string): number | null {
  const cost = (name: string) => warm.find((figure) => figure.what === what && figure.variant === name)?.microseconds;
  const [ours, other] = [cost('ours'), cost(against)];
  return ours === undefined || other === undefined ? null : round(ours / other);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function formatReport({ machine, versions, zipKib, cold, warm, goals }: Report): string {
  const lines = [
    `${machine}, ${versions}`,
    '',
    '| cold: a fresh process to its first ticket | ms | over a bare start, ms | … processor, ms | peak memory, MiB | zip, KiB |',
    '|---|---|---|---|---|---|',
    ...cold.map(({ name, totalMs, overBareMs, cpuOverBareMs, peakRssMib }) =>
      toRow([name, ...[totalMs, overBareMs, cpuOverBareMs, peakRssMib].map(toText), String(zipKib[name] ?? '–')]),
    ),
    '',
    '| warm | by | µs | of ours |',
    '|---|---|---|---|',
    ...warm.map(({ what, variant, microseconds }) => {
      const ours = warm.find((figure) => figure.what === what && figure.variant === 'ours')?.microseconds ?? Number.NaN;
      return toRow([what, variant, microseconds.toFixed(1), `${(microseconds / ours).toFixed(2)} ×`]);
    }),
    '',
    '| wanted | at most | measured |',
    '|---|---|---|',
    ...goals.map(({ goal, wanted, measured }) =>
      toRow([goal, String(wanted), measured === null ? '–' : String(measured)]),
    ),
  ];
  return lines.join('\n');
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function toText(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(0);
}
