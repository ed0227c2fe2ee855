/** What the service and the process of a function say to each other over their private channel. */

export interface InitMessage {
  readonly type: 'init';
  readonly codeDir: string;
  /** `file.export`, as in the function's `Handler`. */
  readonly handler: string;
  readonly memoryMiB: number;
  /** JavaScript of the sentinel thread. */
  readonly sentinel: string;
}

export interface EventMessage {
  readonly type: 'event';
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly memoryMiB: number;
  /** Unix milliseconds. */
  readonly deadlineMs: number;
}

export type ToProcess = InitMessage | EventMessage;

export interface ProcessFailure {
  readonly errorType: string;
  readonly message: string;
}

export type FromProcess =
  | { readonly type: 'ready' }
  /** `json` is the handler's value, serialised in the process. */
  | { readonly type: 'result'; readonly json: string }
  | ({ readonly type: 'init-error' | 'error' | 'fatal' } & ProcessFailure);

/** File descriptor of the sentinel's socket in the process. */
export const SENTINEL_FD = 4;
/** What the sentinel writes before it ends a process that outgrew its memory. */
export const OUT_OF_MEMORY_NOTE = 'out-of-memory';
