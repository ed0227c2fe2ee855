/**
 * What a CloudFront Function finds around it: the documented globals of cloudfront-js-2.0, built inside the function's own
 * context. Each function here runs there: its text alone is evaluated in the context, so it can refer to nothing outside
 * itself. Only primitives pass between the two sides. [Developer Guide, "JavaScript runtime 2.0 features"]
 */

/** What the service gives the context. Binary data travels as strings of one character per byte. */
export interface FunctionHost {
  /** Unix milliseconds, the same during one event. */
  nowMs(): number;
  encode(text: string, encoding: string): string;
  decode(binary: string, encoding: string): string;
  digest(algorithm: string, key: string | null, data: string): string;
  parseQuery(text: string, separator: string, equal: string, maxKeys: number): string;
  /** Of the store that the function is associated with; null where it has no such key. */
  readKey(key: string): string | null;
  /** JSON of what is known of that store; null for a function without one. */
  describeStore(): string | null;
  log(line: string): void;
  report(outcome: 'value' | 'error', text: string): void;
}

/** Wraps what the service gives: an error of the service's own would carry its constructors, and so the way out, into the function. */
export function guardHost(service: FunctionHost): FunctionHost {
  const guard =
    <A extends unknown[], R>(call: (...values: A) => R) =>
    (...values: A): R => {
      try {
        return call(...values);
      } catch (error) {
        throw new TypeError(String(error));
      }
    };
  return {
    nowMs: guard(service.nowMs),
    encode: guard(service.encode),
    decode: guard(service.decode),
    digest: guard(service.digest),
    parseQuery: guard(service.parseQuery),
    readKey: guard(service.readKey),
    describeStore: guard(service.describeStore),
    log: guard(service.log),
    report: guard(service.report),
  };
}

/** Deletes every global and method that the documentation does not list. */
export function removeUndocumented(): void {
  const documented =
    'Object Function Array String Number Boolean Symbol Math JSON Date RegExp Promise Error EvalError RangeError ReferenceError ' +
    'SyntaxError TypeError URIError AggregateError ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array ' +
    'Uint16Array Int32Array Uint32Array Float32Array Float64Array globalThis decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent isFinite isNaN parseFloat parseInt NaN Infinity undefined eval';
  const kept = documented.split(' ');
  const undocumented: [object, string][] = [
    [Array, 'from fromAsync'],
    [Array.prototype, 'flat flatMap at findLast findLastIndex toSorted toReversed toSpliced with entries keys values'],
    [Object, 'fromEntries groupBy hasOwn'],
    [String, 'raw'],
    [
      String.prototype,
      'matchAll at localeCompare normalize isWellFormed toWellFormed toLocaleLowerCase toLocaleUpperCase',
    ],
    [Promise, 'withResolvers try'],
    [RegExp, 'escape'],
    [Error, 'captureStackTrace stackTraceLimit isError'],
    [Math, 'sumPrecise f16round'],
  ];
  const { deleteProperty } = Reflect;
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!kept.includes(name)) deleteProperty(globalThis, name);
  }
  for (const [holder, names] of undocumented) {
    for (const name of names.split(' ')) deleteProperty(holder, name);
  }
}

export function defineGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** A `Date` whose clock stands still during an event. */
export function createDate(host: FunctionHost): unknown {
  const NativeDate = Date;
  const { construct } = Reflect;
  function FrozenDate(...values: unknown[]): unknown {
    if (!new.target) return new NativeDate(host.nowMs()).toString();
    return construct(NativeDate, values.length === 0 ? [host.nowMs()] : values, new.target);
  }
  FrozenDate.prototype = NativeDate.prototype;
  FrozenDate.UTC = NativeDate.UTC;
  FrozenDate.parse = NativeDate.parse;
  FrozenDate.now = () => host.nowMs();
  NativeDate.prototype.constructor = FrozenDate as unknown as DateConstructor;
  return FrozenDate;
}

export function createConsole(host: FunctionHost): unknown {
  const { stringify } = JSON;
  return { log: (text: unknown) => host.log(typeof text === 'string' ? text : String(stringify(text))) };
}

/** The globals that turn text into bytes and back. */
export function createEncoders(host: FunctionHost, { toBinary, fill }: Bytes): Readonly<Record<string, unknown>> {
  return {
    atob: (text: unknown) => host.encode(String(text), 'base64'),
    btoa: (text: unknown) => host.decode(String(text), 'base64'),
    TextEncoder: class TextEncoder {
      encode(text = ''): Uint8Array {
        const binary = host.encode(String(text), 'utf8');
        return fill(new Uint8Array(binary.length), binary);
      }
    },
    TextDecoder: class TextDecoder {
      decode(bytes: ArrayLike<number> = []): string {
        return host.decode(toBinary(bytes), 'utf8');
      }
    },
  };
}

/** Bytes as the two sides exchange them. */
export interface Bytes {
  toBinary(bytes: ArrayLike<number>): string;
  fill<T extends Uint8Array>(target: T, binary: string): T;
}

export function createBytes(): Bytes {
  return {
    toBinary(bytes) {
      let binary = '';
      for (let index = 0; index < bytes.length; index += 1) binary += String.fromCharCode((bytes[index] ?? 0) & 255);
      return binary;
    },
    fill(target, binary) {
      for (let index = 0; index < binary.length; index += 1) target[index] = binary.charCodeAt(index);
      return target;
    },
  };
}

export function createErrors(): Readonly<Record<string, unknown>> {
  return { InternalError: class InternalError extends Error {}, MemoryError: class MemoryError extends Error {} };
}

/** Makes what runs a handler: it reports the value, or the error, to the service. */
export function createStarter(host: FunctionHost): (handler: unknown, eventJson: string) => void {
  const { stringify, parse } = JSON;
  return (handler, eventJson) => {
    const event = parse(eventJson);
    const { rawQuery } = event;
    delete event.rawQuery;
    Object.defineProperty(event.request, 'rawQueryString', { value: () => rawQuery, enumerable: false });
    Promise.resolve()
      .then(() => {
        if (typeof handler !== 'function') throw new TypeError('the code has no top-level function handler');
        return (handler as (event: unknown) => unknown)(event);
      })
      .then(
        (value) => host.report('value', stringify(value) ?? 'null'),
        (error) => host.report('error', error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
      );
  };
}
