/**
 * The local Lambda: runs each function's very bundle in processes of its own, one event at a time per process, with the
 * environment, memory and time that the function has. Processes stay warm between events and grow on demand.
 * Departure: a process is not frozen between events, so work that outlives its event goes on.
 */
import { randomUUID } from 'node:crypto';
import { createFunctionProcess } from './function-process.ts';
import type { LambdaFunctionSpec, LambdaOutcome } from './lambda-function.ts';
import { ProcessPool } from './process-pool.ts';
import { buildRuntimePrograms, type RuntimePrograms } from './runtime-programs.ts';

export interface LambdaService {
  /** Names a function, or gives a known name a new bundle (its old processes end). */
  register(spec: LambdaFunctionSpec): void;
  /**
   * Runs one event. Waits for a process when all are busy.
   * @throws {TypeError} when the name is not registered.
   */
  invoke(name: string, event: unknown, options?: { readonly requestId?: string }): Promise<LambdaOutcome>;
  /**
   * How many events the function has been given.
   * @throws {TypeError} when the name is not registered.
   */
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
  readonly pool: ProcessPool;
  invocations: number;
}

export function createLambdaService(options: LambdaServiceOptions): LambdaService {
  const { nodePath = process.execPath, maxProcessesPerFunction = 4, idleTimeoutMs = 300_000, log } = options;
  const functions = new Map<string, Registered>();
  let building: Promise<RuntimePrograms> | null = null;

  function find(name: string): Registered {
    const registered = functions.get(name);
    if (!registered) throw new TypeError(`no function is registered as ${name}`);
    return registered;
  }

  return {
    register(spec) {
      const old = functions.get(spec.name);
      const pool = new ProcessPool({ maxProcesses: maxProcessesPerFunction, idleTimeoutMs });
      functions.set(spec.name, { spec, pool, invocations: 0 });
      void old?.pool.close();
    },
    async invoke(name, event, { requestId = randomUUID() } = {}) {
      const registered = find(name);
      const { spec, pool } = registered;
      registered.invocations += 1;
      building ??= buildRuntimePrograms();
      const programs = await building;
      const start = () => createFunctionProcess({ spec, nodePath, programs, log });
      return pool.run({ event, requestId }, start);
    },
    invocations: (name) => find(name).invocations,
    async close() {
      const pools = [...functions.values()].map(({ pool }) => pool);
      functions.clear();
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}
