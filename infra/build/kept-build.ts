/**
 * What was built of these very sources before, so that a local run with other settings, or in another folder, takes it
 * instead of building it again. Nothing that is deployed comes from here.
 */
import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Artifacts, type BuildArtifactsOptions, buildArtifacts } from './build-artifacts.ts';
import { hashSources } from './hash-sources.ts';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/edgeshot-build', import.meta.url));
/** Of one folder of artifacts; written last. */
const DESCRIPTION = 'artifacts.json';
/** What stands in it for the folder itself. */
const HERE = 'kept:';
const MAX_KEPT = 3;
/** Whoever takes one has read all of it sooner. */
const IN_USE_MS = 600_000;

export interface TakeBuildOptions {
  /** Where builds are kept. */
  readonly folder?: string;
  readonly build?: typeof buildArtifacts;
}

/**
 * Gives the artifacts of these sources, built or kept. Only the site stands in `outdir`: the others' folders are everybody's, and
 * nobody writes into them.
 * @throws {Error} when a source does not compile or an artifact is over its budget
 */
export async function takeBuild(options: BuildArtifactsOptions, from: TakeBuildOptions = {}): Promise<Artifacts> {
  const { outdir, ...wanted } = options;
  const { folder = FOLDER, build = buildArtifacts } = from;
  const kept = join(folder, await hashSources([JSON.stringify(wanted)]));
  const artifacts = (await readKept(kept)) ?? (await keepBuild(kept, (making) => build({ ...wanted, outdir: making })));
  const site = join(outdir, 'site');
  await cp(artifacts.site, site, { recursive: true });
  return { ...artifacts, site };
}

async function keepBuild(kept: string, build: (outdir: string) => Promise<Artifacts>): Promise<Artifacts> {
  const outdir = join(dirname(kept), `making-${randomUUID()}`);
  await mkdir(outdir, { recursive: true });
  try {
    const artifacts = await build(outdir);
    const text = JSON.stringify(artifacts, (_, value) => toKept(value, outdir));
    await writeFile(join(outdir, DESCRIPTION), text);
    // Another may have been quicker: what it has made is the same.
    await rename(outdir, kept).catch(() => rm(outdir, { recursive: true, force: true }));
  } catch (error) {
    await rm(outdir, { recursive: true, force: true });
    throw error;
  }
  await forgetOld(dirname(kept));
  const artifacts = await readKept(kept);
  if (artifacts === null) throw new Error(`${kept} is not whole: remove it`);
  return artifacts;
}

function toKept(value: unknown, outdir: string): unknown {
  return typeof value === 'string' && value.startsWith(outdir) ? HERE + value.slice(outdir.length) : value;
}

async function readKept(kept: string): Promise<Artifacts | null> {
  const text = await readFile(join(kept, DESCRIPTION), 'utf8').catch(() => null);
  if (text === null) return null;
  const now = new Date();
  await utimes(kept, now, now);
  return JSON.parse(text, (_, value) =>
    typeof value === 'string' && value.startsWith(HERE) ? kept + value.slice(HERE.length) : value,
  );
}

async function forgetOld(folder: string): Promise<void> {
  const names = await readdir(folder);
  const all = await Promise.all(
    names.map(async (name) => ({ name, usedMs: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const old = all.toSorted((one, other) => other.usedMs - one.usedMs).slice(MAX_KEPT);
  const unused = old.filter(({ usedMs }) => Date.now() - usedMs > IN_USE_MS);
  await Promise.all(unused.map(({ name }) => rm(join(folder, name), { recursive: true, force: true })));
}
