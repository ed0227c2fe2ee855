/**
 * Runs an operator's command on a pipeline: in this process, which has loaded already what most of a process's time goes
 * into, or as npm does. What is about the process itself (signals, `--help` as it is started) runs as a process.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import sharp from 'sharp';

const ROOT = join(import.meta.dirname, '../../..');

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OperateOptions {
  /** Data folder of the run to work on; absent: none is named. */
  readonly data?: string;
  /** All of the environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

export function commandFile(name: string): string {
  return join(ROOT, `infra/operate/${name}.ts`);
}

function toArguments(args: readonly string[], { data }: OperateOptions): string[] {
  return [...(data === undefined ? [] : ['--data', data]), ...args];
}

export function operateAsProcess(name: string, args: readonly string[], options: OperateOptions = {}): Promise<Result> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = options.env === undefined ? {} : { env: { PATH, NODE_COMPILE_CACHE, ...options.env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [commandFile(name), ...toArguments(args, options)], env, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

let runs = 0;
let last: Promise<unknown> = Promise.resolve();

/** One after the other: a command has the arguments, the environment and the output of the process to itself. */
export function operate(name: string, args: readonly string[], options: OperateOptions = {}): Promise<Result> {
  const result = last.then(() => runHere(name, args, options));
  last = result.catch(() => undefined);
  return result;
}

async function runHere(name: string, args: readonly string[], options: OperateOptions): Promise<Result> {
  const { argv, exitCode, stdout, stderr } = process;
  const environment = { ...process.env };
  const outputs = [capture(stdout), capture(stderr)] as const;
  const forgetListeners = rememberListeners([process, stdout, stderr]);
  try {
    process.argv = [process.execPath, commandFile(name), ...toArguments(args, options)];
    process.exitCode = undefined;
    if (options.env !== undefined) setEnvironment({ PATH: environment.PATH, ...options.env });
    // Unless the command itself opens a renderer, it may draw whatever it likes, as in a process of its own.
    sharp.unblock({ operation: ['VipsForeignLoad'] });
    runs += 1;
    // By an address of its own it is begun anew; what it imports is here already.
    await import(/* @vite-ignore */ `${commandFile(name)}?run=${runs}`);
    return { code: Number(process.exitCode ?? 0), stdout: outputs[0].text(), stderr: outputs[1].text() };
  } finally {
    forgetListeners();
    for (const output of outputs) output.restore();
    setEnvironment(environment);
    Object.assign(process, { argv, exitCode });
  }
}

function capture(stream: NodeJS.WriteStream) {
  const { write } = stream;
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  return { text: () => text, restore: () => Object.assign(stream, { write }) };
}

/** Gives a function that takes away the listeners that have been added since. */
function rememberListeners(emitters: readonly NodeJS.EventEmitter[]): () => void {
  const list = (emitter: NodeJS.EventEmitter) =>
    emitter.eventNames().flatMap((name) => emitter.rawListeners(name).map((listener) => ({ name, listener })));
  const before = emitters.map((emitter) => new Set(list(emitter).map(({ listener }) => listener)));
  return () => {
    for (const [index, emitter] of emitters.entries()) {
      for (const { name, listener } of list(emitter)) {
        if (!before[index]?.has(listener)) emitter.removeListener(name, listener as () => void);
      }
    }
  };
}

function setEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (environment[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) process.env[name] = value;
}
