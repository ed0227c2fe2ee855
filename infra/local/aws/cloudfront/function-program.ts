/**
 * Runs a CloudFront Function: each event in a fresh context that has the documented globals only, a frozen clock and a bound
 * on its time. Departures: the time bound is generous (AWS gives about a millisecond of its own hardware and states none),
 * and the memory bound of 2 MB is not held.
 */
import { createHash, createHmac } from 'node:crypto';
import { parse as parseQuery } from 'node:querystring';
import { Script } from 'node:vm';
import { TemplateError } from '../template/template-error.ts';
import { createFunctionContext, type FunctionContext } from './function-context.ts';
import type { FunctionHost } from './function-globals.ts';
import { formatFinding, lintFunctionCode } from './lint-function-code.ts';

/** Developer Guide, "Quotas on CloudFront Functions". */
export const MAX_FUNCTION_BYTES = 10_240;
const MAX_LOG_BYTES = 10_240;
/** Wall clock: generous, because a busy machine may leave a function waiting for its turn, for seconds. */
const TIME_LIMIT_MS = 10_000;
/** Runs after the function's own text, in the same turn, so that one bound holds for both. */
const START = "__start(typeof handler === 'function' ? handler : null, __event);";
const MODULE_IMPORT = /^\s*import\s+(\w+)\s+from\s*(['"])cloudfront\2\s*;?/;

export interface FunctionRun {
  readonly nowMs: number;
  readonly log: (line: string) => void;
}

export type FunctionOutcome =
  | { readonly ok: true; readonly value: unknown }
  /** `message` is for the log, never for the viewer. */
  | { readonly ok: false; readonly message: string };

export interface FunctionProgram {
  readonly name: string;
  /** @param event The event with one more property, `rawQuery`, for `request.rawQueryString()`. */
  run(event: object, run: FunctionRun): FunctionOutcome;
}

export interface FunctionSource {
  readonly name: string;
  /** Logical id, for errors. */
  readonly place?: string;
  readonly code: string;
  readonly runtime: string;
  /** The key-value store that it is associated with. */
  readonly store?: FunctionStore;
}

/** What a function sees of a key-value store. */
export interface FunctionStore {
  readonly facts: {
    readonly id: string;
    readonly itemCount: number;
    readonly createdMs: number;
    readonly changedMs: number;
  };
  get(key: string): string | null;
}

/**
 * Makes a program of a function's code.
 * @throws {TemplateError} when CloudFront would not take it: too long, of another runtime, or in a language that the engine lacks.
 */
export function createFunctionProgram(fn: FunctionSource, { timeLimitMs = TIME_LIMIT_MS } = {}): FunctionProgram {
  const place = fn.place ?? `function ${fn.name}`;
  if (fn.runtime !== 'cloudfront-js-2.0') {
    throw new TemplateError(place, `the runtime ${fn.runtime} is not known here, cloudfront-js-2.0 is`);
  }
  const bytes = Buffer.byteLength(fn.code);
  if (bytes > MAX_FUNCTION_BYTES) {
    throw new TemplateError(place, `${bytes} bytes, CloudFront takes ${MAX_FUNCTION_BYTES}`);
  }
  const findings = lintFunctionCode(fn.code);
  if (findings.length > 0) throw new TemplateError(place, findings.map(formatFinding).join('; '));
  const code = fn.code.replace(MODULE_IMPORT, "const $1 = require('cloudfront');");
  const script = new Script(
    `'use strict';${code}
;${START}`,
    { filename: `${fn.name}.js` },
  );
  const { store = null } = fn;
  let spare: Sandbox | null = createSandbox(store);
  return {
    name: fn.name,
    run(event, run) {
      const sandbox = spare ?? createSandbox(store);
      spare = null;
      // A context takes some milliseconds to make: the next one is made while nobody waits.
      setImmediate(() => {
        spare ??= createSandbox(store);
      }).unref();
      return runOnce(sandbox, script, { ...run, eventJson: JSON.stringify(event), timeLimitMs });
    },
  };
}

interface Sandbox extends FunctionContext {
  /** Of the one event that the sandbox serves. */
  event: { nowMs: number; log: (line: string) => void; outcome: FunctionOutcome };
}

function createSandbox(store: FunctionStore | null): Sandbox {
  let logged = 0;
  const event: Sandbox['event'] = {
    nowMs: 0,
    log: () => undefined,
    outcome: { ok: false, message: 'the handler did not finish' },
  };
  const host: FunctionHost = {
    nowMs: () => event.nowMs,
    ...CONVERSIONS,
    readKey: (key) => store?.get(key) ?? null,
    describeStore: () => (store === null ? null : formatStore(store)),
    log(line) {
      if (logged < MAX_LOG_BYTES) event.log(line.slice(0, MAX_LOG_BYTES - logged));
      logged += line.length;
    },
    report(kind, text) {
      event.outcome =
        kind === 'value' ? { ok: true, value: JSON.parse(text) as unknown } : { ok: false, message: text };
    },
  };
  return { ...createFunctionContext(host), event };
}

function formatStore({ facts }: FunctionStore): string {
  const toTime = (ms: number) => new Date(ms).toISOString();
  const { id, itemCount, createdMs, changedMs } = facts;
  const meta = { creationDateTime: toTime(createdMs), lastUpdatedDateTime: toTime(changedMs), keyCount: itemCount };
  return JSON.stringify({ id, meta });
}

interface Turn extends FunctionRun {
  readonly eventJson: string;
  readonly timeLimitMs: number;
}

function runOnce(sandbox: Sandbox, script: Script, run: Turn): FunctionOutcome {
  const { context, start, event } = sandbox;
  Object.assign(event, { nowMs: run.nowMs, log: run.log });
  try {
    Object.assign(context, { __start: start, __event: run.eventJson });
    script.runInContext(context, { timeout: run.timeLimitMs });
  } catch (error) {
    return { ok: false, message: String(error) };
  }
  return event.outcome;
}

const CONVERSIONS: Pick<FunctionHost, 'encode' | 'decode' | 'digest' | 'parseQuery'> = {
  encode: (text, encoding) => Buffer.from(text, encoding as BufferEncoding).toString('latin1'),
  decode: (binary, encoding) => Buffer.from(binary, 'latin1').toString(encoding as BufferEncoding),
  digest(algorithm, key, data) {
    const hash = key === null ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, 'latin1'));
    return hash.update(Buffer.from(data, 'latin1')).digest().toString('latin1');
  },
  parseQuery: (text, separator, equal, maxKeys) => JSON.stringify(parseQuery(text, separator, equal, { maxKeys })),
};
