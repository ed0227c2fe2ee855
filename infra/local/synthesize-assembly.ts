/** Builds and synthesizes in a process of its own: CDK is large, and the services start meanwhile. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashSources } from '../build/hash-sources.ts';
import type { Context } from '../config/context-keys.ts';
import { SHAPE_SETTINGS, type TokenShape } from './identity/token-shapes.ts';
import { readJsonObject, replaceJsonFile } from './json-file.ts';
import { RunError } from './run-error.ts';

export interface SynthesizeAssemblyOptions {
  readonly outdir: string;
  readonly issuer: string;
  readonly dashboard: string;
  /** What the run's user wants otherwise than the local deployment has it. */
  readonly settings: Context;
  /** Of the issuer's tokens. */
  readonly shape: TokenShape;
  /** Ends the synthesis early. */
  readonly signal: AbortSignal;
}

/** Written last: an assembly without it is not whole. */
const MADE_OF = 'made-of.json';
const PROGRAM = fileURLToPath(new URL('../synth.ts', import.meta.url));

/**
 * Takes the assembly that is there if it was made of these very sources and settings, else makes it anew.
 * @throws {RunError} when the build fails, with what it had to say.
 */
export async function synthesizeAssembly(options: SynthesizeAssemblyOptions): Promise<void> {
  const { outdir, signal } = options;
  const context = toArguments(options);
  const made = join(outdir, MADE_OF);
  const hash = await hashSources(context);
  if (readJsonObject(made)?.hash === hash) return;
  await rm(outdir, { recursive: true, force: true });
  await runSynth([PROGRAM, '--stage', 'local', '--kept', '--outdir', outdir, ...context], signal);
  await replaceJsonFile(made, { hash });
}

/** Says of an assembly that stands in `outdir` already that it was made of these very sources and settings. */
export async function markAssembly(options: Omit<SynthesizeAssemblyOptions, 'signal'>): Promise<void> {
  await replaceJsonFile(join(options.outdir, MADE_OF), { hash: await hashSources(toArguments(options)) });
}

function toArguments(options: Omit<SynthesizeAssemblyOptions, 'signal' | 'outdir'>): readonly string[] {
  const { issuer, dashboard, shape } = options;
  const settings = {
    ...SHAPE_SETTINGS[shape],
    ...options.settings,
    issuer,
    jwks_uri: `${issuer}/jwks`,
    site_origin: dashboard,
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/** @throws {RunError} when the build fails, with its own words */
function runSynth(args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { signal, maxBuffer: 10_000_000 }, (error, _stdout, stderr) => {
      if (!error) return resolve();
      if (signal.aborted) return reject(error);
      reject(new RunError(`The build failed:\n${stderr.trim() || error.message}`));
    });
  });
}
