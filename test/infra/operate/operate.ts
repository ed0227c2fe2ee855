/** Runs an operator's command on a pipeline, as npm does. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OperateOptions {
  /** Data folder of the run to work on; absent: none is named. */
  readonly data?: string;
  /** Beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

export function commandFile(name: string): string {
  return join(ROOT, `infra/operate/${name}.ts`);
}

export function operate(name: string, args: readonly string[], { data, env }: OperateOptions = {}): Promise<Result> {
  const all = [commandFile(name), ...(data === undefined ? [] : ['--data', data]), ...args];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const options = env === undefined ? {} : { env: { PATH, NODE_COMPILE_CACHE, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, all, options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
