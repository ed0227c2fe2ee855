/** Runs one of the project's own tools (biome, tsc, vitest) in this terminal. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;

export interface RunToolOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Shows what it prints when it has ended. */
  readonly isQuiet?: boolean;
}

/**
 * Runs `command` at the root of the repository and returns its exit code.
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
    const child = spawn(command, [...args], { cwd: ROOT, stdio, env: { ...process.env, ...env, PATH } });
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => printed.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(printed));
      resolve(code ?? 1);
    });
  });
}
