/** One process of a function: starts it, gives it one event at a time, bounds its time and memory, and ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { toFunctionEnvironment } from './function-environment.ts';
import type { LambdaFunctionSpec, LambdaOutcome } from './lambda-function.ts';
import {
  type EventMessage,
  type FromProcess,
  OUT_OF_MEMORY_NOTE,
  type ProcessFailure,
  type ToProcess,
} from './messages.ts';
import type { RuntimePrograms } from './runtime-programs.ts';

/** Lambda's bound on the initialisation of an on-demand function. */
const INIT_TIMEOUT_MS = 10_000;
/** Lambda's bound on the response of a synchronous invocation (6 MB plus its envelope). */
const MAX_RESPONSE_BYTES = 6_291_556;
/** Share of a function's memory that V8 may use for old objects; the rest is the runtime's, buffers and native code. */
const HEAP_SHARE = 0.9;

type Refusal = Extract<LambdaOutcome, { ok: false }>;

export interface FunctionProcess {
  readonly isAlive: boolean;
  run(event: unknown, requestId: string): Promise<LambdaOutcome>;
  /** Ends the process at once; resolves when it is gone. */
  end(): Promise<void>;
}

export interface FunctionProcessOptions {
  readonly spec: LambdaFunctionSpec;
  readonly nodePath: string;
  readonly programs: RuntimePrograms;
  readonly log: (source: string, line: string) => void;
}

export function createFunctionProcess(options: FunctionProcessOptions): FunctionProcess {
  const { spec, log } = options;
  const child = start(options);
  const gone = watchEnd(child, spec, log);
  let isAlive = true;
  void gone.then(() => {
    isAlive = false;
  });
  const ask = createAsker(child, gone);
  let ready: Promise<Refusal | null> | null = null;
  return {
    get isAlive() {
      return isAlive && !child.killed;
    },
    async run(event, requestId) {
      const cold = ready === null;
      ready ??= initialise(child, ask, options);
      const failure = await ready;
      if (failure) return failure;
      const startedAtMs = Date.now();
      const timeoutMs = spec.timeoutSeconds * 1000;
      const reply = await ask(
        toEventMessage(spec, event, { requestId, deadlineMs: startedAtMs + timeoutMs }),
        timeoutMs,
      );
      return toOutcome(reply, child, { durationMs: Date.now() - startedAtMs, cold });
    },
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

type Ask = (message: ToProcess, timeoutMs: number) => Promise<FromProcess | Refusal>;

/**
 * Makes what sends one message and waits for its reply, the process's end, or the time limit, whichever is first. One at a
 * time. What listens to the process is there once: a listener for each event would hold the event as long as the process is.
 */
function createAsker(child: ChildProcess, gone: Promise<Refusal>): Ask {
  let settle: ((reply: FromProcess | Refusal) => void) | null = null;
  let end: Refusal | null = null;
  child.on('message', (reply: FromProcess) => settle?.(reply));
  void gone.then((refusal) => {
    end = refusal;
    settle?.(refusal);
  });
  return (message, timeoutMs) =>
    new Promise((resolve) => {
      if (end) return resolve(end);
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        settle?.(
          refuse('timeout', 'Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`),
        );
      }, timeoutMs);
      settle = (reply) => {
        clearTimeout(timer);
        settle = null;
        resolve(reply);
      };
      // Where the process is about to end, its end settles it.
      if (child.connected) child.send(message, () => undefined);
    });
}

/** Gives why the function cannot be run; null when it can. */
async function initialise(
  child: ChildProcess,
  ask: Ask,
  { spec, programs }: FunctionProcessOptions,
): Promise<Refusal | null> {
  const { codeDir, handler, memoryMiB } = spec;
  const { sentinel } = programs;
  const reply = await ask({ type: 'init', codeDir, handler, memoryMiB, sentinel }, INIT_TIMEOUT_MS);
  if ('ok' in reply) return reply;
  if (reply.type === 'ready') return null;
  child.kill('SIGKILL');
  const { errorType, message } = reply as ProcessFailure & FromProcess;
  return refuse('init-error', errorType, message);
}

function start({ spec, nodePath, programs, log }: FunctionProcessOptions): ChildProcess {
  const heapMiB = Math.max(16, Math.floor(spec.memoryMiB * HEAP_SHARE));
  const child = spawn(
    nodePath,
    [`--max-old-space-size=${heapMiB}`, '--input-type=module', '--eval', programs.runtime],
    { cwd: spec.codeDir, env: toFunctionEnvironment(spec), stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => log(spec.name, line));
  }
  return child;
}

/** Resolves when the process has ended, with the outcome that an event under way then gets. */
function watchEnd(child: ChildProcess, spec: LambdaFunctionSpec, log: FunctionProcessOptions['log']): Promise<Refusal> {
  let ranOut = false;
  const note = (chunk: Buffer) => {
    ranOut ||= /heap out of memory/.test(chunk.toString('latin1')) || chunk.toString('latin1') === OUT_OF_MEMORY_NOTE;
  };
  child.stderr?.on('data', note);
  (child.stdio[4] as Readable).on('data', note).on('error', () => undefined);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(refuse('init-error', 'Runtime.SpawnError', error.message)));
    child.on('close', (code, signal) => {
      if (ranOut) {
        log(spec.name, `ended: out of memory (${spec.memoryMiB} MiB)`);
        resolve(refuse('out-of-memory', 'Runtime.OutOfMemory', 'The process outgrew the memory of its function'));
        return;
      }
      resolve(refuse('error', 'Runtime.ExitError', `The process ended (${signal ?? `exit status ${code}`})`));
    });
  });
}

function toEventMessage(
  spec: LambdaFunctionSpec,
  event: unknown,
  { requestId, deadlineMs }: Pick<EventMessage, 'requestId' | 'deadlineMs'>,
): EventMessage {
  return { type: 'event', event, requestId, functionName: spec.name, memoryMiB: spec.memoryMiB, deadlineMs };
}

function toOutcome(
  reply: FromProcess | Refusal,
  child: ChildProcess,
  times: { durationMs: number; cold: boolean },
): LambdaOutcome {
  if ('ok' in reply) return reply;
  if (reply.type === 'result') {
    if (Buffer.byteLength(reply.json) > MAX_RESPONSE_BYTES) {
      return refuse(
        'error',
        'Function.ResponseSizeTooLarge',
        `The response is larger than ${MAX_RESPONSE_BYTES} bytes`,
      );
    }
    return { ok: true, value: JSON.parse(reply.json) as unknown, ...times };
  }
  if (reply.type === 'fatal') child.kill('SIGKILL');
  const { errorType, message } = reply as ProcessFailure & FromProcess;
  return refuse('error', errorType, message);
}

function refuse(reason: Refusal['reason'], errorType: string, message: string): Refusal {
  return { ok: false, reason, errorType, message };
}
