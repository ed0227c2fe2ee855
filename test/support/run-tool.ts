/** Runs one of the project's own tools (biome, tsc, vitest) in this terminal. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;

/**
 * Runs `command` at the root of the repository and returns its exit code.
 * @throws {Error} when it is not installed.
 */
export function runTool(command: string, args: readonly string[]): Promise<number> {
  const PATH = `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH } });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
