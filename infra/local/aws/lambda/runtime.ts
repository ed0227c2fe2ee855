/**
 * The program of a function's process: loads the handler out of its bundle alone, then handles one event at a time. Follows
 * the managed runtime nodejs24.x: async handlers only (one that declares a callback is refused), a bundle without
 * `package.json` is CommonJS, nothing outside the bundle can be imported.
 */
import { existsSync } from 'node:fs';
import { createRequire, isBuiltin, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EventMessage, FromProcess, InitMessage, ToProcess } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

declare const SENTINEL_FD: number;
declare const OUT_OF_MEMORY_NOTE: string;

const send = takeChannel();
let handler: Handler | null = null;

/** Keeps the channel for the runtime and takes it off `process`, where a function's code could speak on it. */
function takeChannel(): (message: FromProcess) => void {
  const raw = process.send?.bind(process);
  if (!raw) throw new Error('this program runs only as the process of a local function');
  for (const name of ['send', 'disconnect'] as const) Reflect.deleteProperty(process, name);
  return (message) => raw(message);
}

function describe(error: unknown): { errorType: string; message: string } {
  if (error instanceof Error) return { errorType: error.name, message: error.message };
  return { errorType: typeof error, message: String(error) };
}

function confine(codeDir: string): void {
  const root = pathToFileURL(codeDir + sep).href;
  const plainScript = existsSync(join(codeDir, 'package.json')) ? null : root;
  registerHooks({
    resolve(specifier, context, next) {
      if (isBuiltin(specifier)) return next(specifier, context);
      const resolved = next(specifier, context);
      if (resolved.url.startsWith('file:') && !resolved.url.startsWith(root)) {
        throw Object.assign(new Error(`Cannot find module '${specifier}' in the function's bundle`), {
          name: 'Runtime.ImportModuleError',
        });
      }
      return resolved;
    },
    load(url, context, next) {
      const isPlain = plainScript !== null && url.startsWith(plainScript) && url.endsWith('.js');
      return isPlain && !url.includes('/node_modules/')
        ? next(url, { ...context, format: 'commonjs' })
        : next(url, context);
    },
  });
}

async function loadHandler({ codeDir, handler: path }: InitMessage): Promise<Handler> {
  const dot = path.lastIndexOf('.');
  const stem = join(codeDir, path.slice(0, dot));
  const exportName = path.slice(dot + 1);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (dot < 1 || !file) throw named('Runtime.ImportModuleError', `Cannot find the module of handler ${path}`);
  confine(codeDir);
  const url = pathToFileURL(file);
  const module: Record<string, unknown> = file.endsWith('.mjs')
    ? await import(url.href)
    : createRequire(url)(fileURLToPath(url));
  const found = module[exportName];
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${path} is undefined or not exported`);
  if (found.length >= 3) {
    throw named('Runtime.CallbackHandlerDeprecated', 'nodejs24.x takes no callback handlers: return a promise instead');
  }
  return found as Handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function startSentinel(init: InitMessage): void {
  const worker = new Worker(init.sentinel, {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { maxBytes: init.memoryMiB * 1024 * 1024, fd: SENTINEL_FD, note: OUT_OF_MEMORY_NOTE },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  worker.unref();
}

function toContext(message: EventMessage): object {
  return {
    awsRequestId: message.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: message.functionName,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${message.functionName}`,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: String(message.memoryMiB),
    getRemainingTimeInMillis: () => Math.max(0, message.deadlineMs - Date.now()),
  };
}

async function handleEvent(message: EventMessage): Promise<void> {
  try {
    const value = await handler?.(message.event, toContext(message));
    send({ type: 'result', json: JSON.stringify(value) ?? 'null' });
  } catch (error) {
    send({ type: 'error', ...describe(error) });
  }
}

async function init(message: InitMessage): Promise<void> {
  startSentinel(message);
  try {
    handler = await loadHandler(message);
    send({ type: 'ready' });
  } catch (error) {
    send({ type: 'init-error', ...describe(error) });
  }
}

function fail(errorType: string) {
  return (error: unknown): void => {
    const { message } = describe(error);
    send({ type: 'fatal', errorType, message });
  };
}

process.on('message', (message: ToProcess) => void (message.type === 'init' ? init(message) : handleEvent(message)));
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', fail('Runtime.UncaughtException'));
process.on('unhandledRejection', fail('Runtime.UnhandledPromiseRejection'));
