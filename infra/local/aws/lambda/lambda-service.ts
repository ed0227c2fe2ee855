/**
 * The local Lambda: runs each function's very bundle in processes of its own, one event at a time per process, with the
 * environment, memory and time that the function has. Processes stay warm between events and grow on demand.
 * Departure: a process is not frozen between events, so work that outlives its event goes on.
 */
import { randomUUID } from 'node:crypto';
import { createFunctionProcess, type FunctionProcess } from './function-process.ts';
import type { LambdaFunctionSpec, LambdaOutcome } from './lambda-function.ts';
import { buildRuntimePrograms, type RuntimePrograms } from './runtime-programs.ts';

export interface LambdaService {
  /** Names a function, or gives a known name a new bundle (its old processes end). */
  register(spec: LambdaFunctionSpec): void;
  /** Runs one event. Waits for a process when all are busy. Throws TypeError for a name that is not registered. */
  invoke(name: string, event: unknown, options?: { readonly requestId?: string }): Promise<LambdaOutcome>;
  /** How many events the function has been given. */
  invocations(name: string): number;
  /** Ends every process. */
  close(): Promise<void>;
}

export interface LambdaServiceOptions {
  /** Node 24, as nodejs24.x; this process's own unless told. */
  readonly nodePath?: string;
  readonly maxProcessesPerFunction?: number;
  /** How long a process may wait for its next event, milliseconds. */
  readonly idleTimeoutMs?: number;
  /** Takes each line that a function prints; `source` is the function's name. */
  readonly log: (source: string, line: string) => void;
}

interface Registered {
  readonly spec: LambdaFunctionSpec;
  readonly processes: Set<FunctionProcess>;
  readonly idle: { readonly process: FunctionProcess; readonly timer: NodeJS.Timeout }[];
  readonly waiting: (() => void)[];
  invocations: number;
}

export function createLambdaService(options: LambdaServiceOptions): LambdaService {
  const { nodePath = process.execPath, maxProcessesPerFunction = 4, idleTimeoutMs = 300_000, log } = options;
  const functions = new Map<string, Registered>();
  let programs: Promise<RuntimePrograms> | null = null;

  function find(name: string): Registered {
    const registered = functions.get(name);
    if (!registered) throw new TypeError(`no function is registered as ${name}`);
    return registered;
  }

  async function acquire(fn: Registered): Promise<FunctionProcess> {
    programs ??= buildRuntimePrograms();
    const built = await programs;
    for (;;) {
      const warm = fn.idle.pop();
      if (warm) {
        clearTimeout(warm.timer);
        if (warm.process.isAlive) return warm.process;
        fn.processes.delete(warm.process);
        continue;
      }
      if (fn.processes.size < maxProcessesPerFunction) {
        const created = createFunctionProcess({ spec: fn.spec, nodePath, programs: built, log });
        fn.processes.add(created);
        return created;
      }
      await new Promise<void>((resolve) => fn.waiting.push(resolve));
    }
  }

  function release(fn: Registered, process: FunctionProcess): void {
    if (process.isAlive && functions.get(fn.spec.name) === fn) {
      const timer = setTimeout(() => retire(fn, process), idleTimeoutMs).unref();
      fn.idle.push({ process, timer });
    } else {
      retire(fn, process);
    }
    fn.waiting.shift()?.();
  }

  function retire(fn: Registered, process: FunctionProcess): void {
    fn.processes.delete(process);
    const index = fn.idle.findIndex((entry) => entry.process === process);
    if (index >= 0) fn.idle.splice(index, 1);
    void process.end();
  }

  async function endAll(fn: Registered): Promise<void> {
    for (const { timer } of fn.idle.splice(0)) clearTimeout(timer);
    await Promise.all([...fn.processes].map((process) => process.end()));
    fn.processes.clear();
  }

  return {
    register(spec) {
      const old = functions.get(spec.name);
      functions.set(spec.name, { spec, processes: new Set(), idle: [], waiting: [], invocations: 0 });
      if (old) void endAll(old);
    },
    async invoke(name, event, { requestId = randomUUID() } = {}) {
      const fn = find(name);
      fn.invocations += 1;
      const process = await acquire(fn);
      try {
        return await process.run(event, requestId);
      } finally {
        release(fn, process);
      }
    },
    invocations: (name) => find(name).invocations,
    async close() {
      const all = [...functions.values()];
      functions.clear();
      await Promise.all(all.map(endAll));
    },
  };
}
