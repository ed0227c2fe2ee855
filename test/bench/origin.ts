/**
 * `npm run bench -- origin`: photos per second per core and peak memory of the pipeline, against plain sharp calls on the
 * same files. Each is measured in processes of its own, by turns, and the ratio is of the medians: other load on the
 * machine then hits both.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { defineBench, flag, text, whole } from '../support/define-bench.ts';
import { drawNoise } from '../support/draw-photo.ts';
import type { Measurement } from './origin/measure.ts';

const OPTIONS = {
  rounds: whole('processes of each kind, by turns', { otherwise: 5, to: 100 }),
  photos: text('a folder of your own photos instead of drawn ones; no HEIC, which plain sharp does not read'),
  json: flag('every single measurement'),
};

const NOTES = 'Takes some two minutes. Fails nothing: look at the ratios.';

interface PhotoSet {
  readonly name: string;
  readonly folder: string;
  /** How often the folder is gone through in one process. */
  readonly repeats: number;
}

interface Result {
  readonly name: string;
  /** Of the pipeline and of plain sharp calls, photos per second of CPU time. */
  readonly photosPerCoreSecond: { readonly pipeline: number; readonly sharp: number };
  /** CPU time of the pipeline by that of plain sharp: 1 is the limit. */
  readonly ratio: number;
  readonly wallRatio: number;
  readonly peakMemoryMb: { readonly pipeline: number; readonly sharp: number };
}

/** @throws {OptionError} when an option is wrong */
export const run = defineBench({ name: 'origin', options: OPTIONS, notes: NOTES }, async ({ rounds, photos, json }) => {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-bench-'));
  try {
    const sets = photos ? [await readSet(photos)] : await drawSets(folder);
    const results: Result[] = [];
    for (const set of sets) results.push(await measureSet(set, rounds));
    const machine = describeMachine();
    console.log(json ? JSON.stringify({ machine, results }, null, 2) : formatTable(machine, results));
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function measureSet(set: PhotoSet, rounds: number): Promise<Result> {
  const pipelines: Measurement[] = [];
  const plain: Measurement[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pipelines.push(await measure('pipeline', set));
    plain.push(await measure('sharp', set));
  }
  const cpuOf = (all: readonly Measurement[]) => median(all.map(({ cpuSeconds, photos }) => cpuSeconds / photos));
  const wallOf = (all: readonly Measurement[]) => median(all.map(({ wallSeconds, photos }) => wallSeconds / photos));
  const memoryOf = (all: readonly Measurement[]) => Math.max(...all.map(({ peakMemoryMb }) => peakMemoryMb));
  return {
    name: set.name,
    photosPerCoreSecond: { pipeline: 1 / cpuOf(pipelines), sharp: 1 / cpuOf(plain) },
    ratio: cpuOf(pipelines) / cpuOf(plain),
    wallRatio: wallOf(pipelines) / wallOf(plain),
    peakMemoryMb: { pipeline: memoryOf(pipelines), sharp: memoryOf(plain) },
  };
}

async function measure(mode: 'pipeline' | 'sharp', { folder, repeats }: PhotoSet): Promise<Measurement> {
  const script = join(import.meta.dirname, 'origin/measure.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, mode, folder, String(repeats)]);
  return JSON.parse(stdout);
}

/** What arrives: shrunken by the phone, as a phone takes it, upright and turned, and the largest that phones take. */
async function drawSets(folder: string): Promise<PhotoSet[]> {
  const sizes = [
    { name: 'shrunken by the phone, 3 MP JPEG', width: 2048, height: 1536, orientation: 1, repeats: 12 },
    { name: 'as taken, 12 MP JPEG', width: 4032, height: 3024, orientation: 1, repeats: 6 },
    { name: 'as taken, 12 MP JPEG, turned', width: 4032, height: 3024, orientation: 6, repeats: 6 },
    { name: 'as taken, 48 MP JPEG', width: 8064, height: 6048, orientation: 1, repeats: 3 },
  ];
  const sets: PhotoSet[] = [];
  for (const { name, width, height, orientation, repeats } of sizes) {
    const set = join(folder, `${sets.length}`);
    await mkdir(set);
    // Blurred, it is about as hard to compress as what a camera sees: 1.5 bits a pixel.
    const photo = drawNoise(width, height, sets.length).blur(0.7).withMetadata({ orientation }).jpeg({ quality: 85 });
    await writeFile(join(set, 'photo.jpg'), await photo.toBuffer());
    sets.push({ name, folder: set, repeats });
  }
  return sets;
}

async function readSet(folder: string): Promise<PhotoSet> {
  return { name: `${(await readdir(folder)).length} photos of ${folder}`, folder, repeats: 2 };
}

function describeMachine(): string {
  const { sharp: version, vips } = sharp.versions;
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, Node ${process.versions.node}, sharp ${version}, libvips ${vips}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function formatTable(machine: string, results: readonly Result[]): string {
  const rows = results.map(({ name, photosPerCoreSecond: speed, ratio, wallRatio, peakMemoryMb: memory }) => {
    const cells = [
      name,
      `${speed.pipeline.toFixed(1)} / ${speed.sharp.toFixed(1)}`,
      ratio.toFixed(2),
      wallRatio.toFixed(2),
      `${memory.pipeline.toFixed(0)} / ${memory.sharp.toFixed(0)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    machine,
    '',
    '| photo | photos per second per core, ours / plain sharp | CPU ratio | wall ratio | peak memory MB, ours / plain sharp |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
