/** The processes of one function: a warm one first, else a new one up to a bound, else whoever has an event waits. */
import type { FunctionProcess } from './function-process.ts';
import type { LambdaOutcome } from './lambda-function.ts';

export interface ProcessPoolOptions {
  readonly maxProcesses: number;
  /** How long a process may wait for its next event, milliseconds. */
  readonly idleTimeoutMs: number;
}

export interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
}

export class ProcessPool {
  readonly #options: ProcessPoolOptions;
  readonly #processes = new Set<FunctionProcess>();
  readonly #idle: { readonly process: FunctionProcess; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  #isClosed = false;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
  }

  /** @param start Starts one more process, where another may be started. */
  async run({ event, requestId }: Invocation, start: () => FunctionProcess): Promise<LambdaOutcome> {
    const process = await this.#acquire(start);
    try {
      return await process.run(event, requestId);
    } finally {
      this.#release(process);
    }
  }

  /** Ends every process, also those that have an event. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#processes].map((process) => process.end()));
    this.#processes.clear();
  }

  async #acquire(start: () => FunctionProcess): Promise<FunctionProcess> {
    for (;;) {
      const warm = this.#idle.pop();
      if (warm) {
        clearTimeout(warm.timer);
        if (warm.process.isAlive) return warm.process;
        this.#processes.delete(warm.process);
        continue;
      }
      if (this.#processes.size < this.#options.maxProcesses) {
        const started = start();
        this.#processes.add(started);
        return started;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #release(process: FunctionProcess): void {
    if (process.isAlive && !this.#isClosed) {
      const timer = setTimeout(() => this.#retire(process), this.#options.idleTimeoutMs).unref();
      this.#idle.push({ process, timer });
    } else {
      this.#retire(process);
    }
    this.#waiting.shift()?.();
  }

  #retire(process: FunctionProcess): void {
    this.#processes.delete(process);
    const index = this.#idle.findIndex((entry) => entry.process === process);
    if (index >= 0) this.#idle.splice(index, 1);
    void process.end();
  }
}
