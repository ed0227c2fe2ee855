/** What a function is, and what becomes of an event that it is given. */

export interface LambdaFunctionSpec {
  readonly name: string;
  /** Folder of the bundle; nothing outside it can be imported. */
  readonly codeDir: string;
  /** `file.export`, such as `index.handler`. */
  readonly handler: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  /** The function's variables and what points its SDK clients at the local services. */
  readonly environment: Readonly<Record<string, string>>;
}

export type LambdaOutcome =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly durationMs: number;
      /** True for the first event of a process. */
      readonly cold: boolean;
    }
  | {
      readonly ok: false;
      readonly reason: 'error' | 'timeout' | 'out-of-memory' | 'init-error';
      readonly errorType: string;
      readonly message: string;
    };
