/** Runs one of the project's own tools (biome, tsc, vitest) in this terminal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;
/** A tool leads a group of its own, so a terminal's signals have to be handed on. */
const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface RunToolOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Shows what it prints when it has ended. */
  readonly isQuiet?: boolean;
}

/**
 * Runs `command` at the root of the repository and returns its exit code. When it has ended, so have the processes that it started: what
 * they would still hold, whoever reads our output would wait for.
 * @throws {Error} when it is not installed.
 */
export function runTool(
  command: string,
  args: readonly string[],
  { env = {}, isQuiet = false }: RunToolOptions = {},
): Promise<number> {
  const PATH = `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  return new Promise((resolve, reject) => {
    const stdio = isQuiet ? 'pipe' : 'inherit';
    const options = { cwd: ROOT, stdio, detached: true, env: { ...process.env, ...env, PATH } } as const;
    const child = spawn(command, [...args], options);
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => printed.push(part));
    const forward = (signal: NodeJS.Signals) => endGroup(child, signal);
    for (const signal of STOPS) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', () => endGroup(child, 'SIGKILL'));
    child.once('close', (code) => {
      for (const signal of STOPS) process.off(signal, forward);
      process.stdout.write(Buffer.concat(printed));
      resolve(code ?? 1);
    });
  });
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of them have ended.
  }
}
