/** Builds and synthesizes in a process of its own: CDK is large, and the services start meanwhile. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AUDIENCE, CLIENT_ID } from './identity/access-token.ts';
import { RunError } from './run-error.ts';

export interface SynthesizeAssemblyOptions {
  readonly outdir: string;
  readonly issuer: string;
  readonly dashboard: string;
  /** Ends the synthesis early. */
  readonly signal: AbortSignal;
}

const PROGRAM = fileURLToPath(new URL('../synth.ts', import.meta.url));

/** @throws {RunError} when the build fails, with what it had to say. */
export async function synthesizeAssembly({
  outdir,
  issuer,
  dashboard,
  signal,
}: SynthesizeAssemblyOptions): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const settings = {
    issuer,
    audience: AUDIENCE,
    client_id: CLIENT_ID,
    jwks_uri: `${issuer}/jwks`,
    site_origin: dashboard,
  };
  const context = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const args = [PROGRAM, '--stage', 'local', '--outdir', outdir, ...context];
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, args, { signal, maxBuffer: 10_000_000 }, (error, _stdout, stderr) => {
      if (!error) return resolve();
      if (signal.aborted) return reject(error);
      reject(new RunError(`The build failed:\n${stderr.trim() || error.message}`));
    });
  });
}
