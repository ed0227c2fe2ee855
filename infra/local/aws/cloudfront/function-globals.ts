/**
 * What a CloudFront Function finds around it: the documented globals and modules of cloudfront-js-2.0, built inside the
 * function's own context. The one function here runs there: its text is evaluated in the context, so it can refer to nothing
 * outside itself. Only primitives pass between the two sides. [Developer Guide, "JavaScript runtime 2.0 features"]
 */

/** What the service lends to the context. Binary data travels as strings of one character per byte. */
export interface FunctionHost {
  /** Unix milliseconds, the same during one event. */
  nowMs(): number;
  encode(text: string, encoding: string): string;
  decode(binary: string, encoding: string): string;
  digest(algorithm: string, key: string | null, data: string): string;
  parseQuery(text: string, separator: string, equal: string, maxKeys: number): string;
  log(line: string): void;
  report(outcome: 'value' | 'error', text: string): void;
}

/** Makes the context's globals and gives the function that then runs a handler. */
export function installGlobals(lent: FunctionHost): (handler: unknown, eventJson: string) => void {
  // An error of the service's own would carry its constructors, and so the way out, into the function.
  const guard =
    <A extends unknown[], R>(call: (...values: A) => R) =>
    (...values: A): R => {
      try {
        return call(...values);
      } catch (error) {
        throw new TypeError(String(error));
      }
    };
  const host: FunctionHost = {
    nowMs: guard(lent.nowMs),
    encode: guard(lent.encode),
    decode: guard(lent.decode),
    digest: guard(lent.digest),
    parseQuery: guard(lent.parseQuery),
    log: guard(lent.log),
    report: guard(lent.report),
  };
  const { stringify, parse } = JSON;
  // biome-ignore lint/suspicious/noExplicitAny: globals of a foreign context have no types
  const scope = globalThis as any;
  const NativeDate = Date;
  const reflect = Reflect;

  const documented =
    'Object Function Array String Number Boolean Symbol Math JSON Date RegExp Promise Error EvalError RangeError ReferenceError ' +
    'SyntaxError TypeError URIError AggregateError ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array ' +
    'Uint16Array Int32Array Uint32Array Float32Array Float64Array globalThis decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent isFinite isNaN parseFloat parseInt NaN Infinity undefined eval';
  for (const name of Object.getOwnPropertyNames(scope)) {
    if (!documented.split(' ').includes(name)) delete scope[name];
  }
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
  for (const [holder, names] of undocumented) {
    for (const name of names.split(' ')) reflect.deleteProperty(holder, name);
  }

  function define(name: string, value: unknown): void {
    Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false });
  }

  function FrozenDate(...values: unknown[]): unknown {
    if (!new.target) return new NativeDate(host.nowMs()).toString();
    return reflect.construct(NativeDate, values.length === 0 ? [host.nowMs()] : values, new.target);
  }
  FrozenDate.prototype = NativeDate.prototype;
  FrozenDate.UTC = NativeDate.UTC;
  FrozenDate.parse = NativeDate.parse;
  FrozenDate.now = () => host.nowMs();
  NativeDate.prototype.constructor = FrozenDate as unknown as DateConstructor;
  define('Date', FrozenDate);

  const toBinary = (bytes: ArrayLike<number>): string => {
    let binary = '';
    for (let index = 0; index < bytes.length; index += 1) binary += String.fromCharCode((bytes[index] ?? 0) & 255);
    return binary;
  };
  const fill = (target: Uint8Array, binary: string) => {
    for (let index = 0; index < binary.length; index += 1) target[index] = binary.charCodeAt(index);
    return target;
  };

  class Buffer extends Uint8Array {
    static override from(data: unknown, encoding?: unknown, length?: number): Buffer {
      if (typeof data === 'string') {
        const binary = host.encode(data, String(encoding ?? 'utf8'));
        return fill(new Buffer(binary.length), binary) as Buffer;
      }
      if (data instanceof ArrayBuffer) return new Buffer(data, (encoding as number | undefined) ?? 0, length);
      const values = data as ArrayLike<number>;
      return fill(new Buffer(values.length), toBinary(values)) as Buffer;
    }
    static alloc(size: number, value: number = 0): Buffer {
      return new Buffer(size).fill(value) as Buffer;
    }
    static isBuffer(value: unknown): boolean {
      return value instanceof Buffer;
    }
    static byteLength(text: string, encoding?: string): number {
      return host.encode(text, encoding ?? 'utf8').length;
    }
    static concat(parts: ArrayLike<number>[]): Buffer {
      const binary = parts.map(toBinary).join('');
      return fill(new Buffer(binary.length), binary) as Buffer;
    }
    equals(other: ArrayLike<number>): boolean {
      return toBinary(this) === toBinary(other);
    }
    override slice(start?: number, end?: number): this {
      return this.subarray(start, end) as unknown as this;
    }
    override toString(encoding?: string, start?: number, end?: number): string {
      return host.decode(toBinary(this.subarray(start, end)), encoding ?? 'utf8');
    }
  }
  define('Buffer', Buffer);

  class Digest {
    readonly #algorithm: string;
    readonly #key: string | null;
    #data = '';
    constructor(algorithm: string, key: string | null) {
      if (!['md5', 'sha1', 'sha256'].includes(algorithm))
        throw new TypeError(`not supported algorithm: "${algorithm}"`);
      this.#algorithm = algorithm;
      this.#key = key;
    }
    update(data: unknown): this {
      this.#data += bytesOf(data);
      return this;
    }
    digest(encoding?: string): unknown {
      const binary = host.digest(this.#algorithm, this.#key, this.#data);
      if (encoding === undefined) return fill(new Buffer(binary.length), binary);
      if (!['hex', 'base64', 'base64url'].includes(encoding))
        throw new TypeError(`Unknown digest encoding: "${encoding}"`);
      return host.decode(binary, encoding);
    }
  }
  const bytesOf = (data: unknown): string =>
    typeof data === 'string' ? host.encode(data, 'utf8') : toBinary(data as ArrayLike<number>);

  const escapeText = (text: unknown) => encodeURIComponent(String(text));
  const querystring = {
    escape: escapeText,
    unescape: (text: string) => Object.keys(parse(host.parseQuery(text, '\u0000', '\u0001', 1)))[0] ?? '',
    parse: (text: string, separator = '&', equal = '=', options: { maxKeys?: number } = {}) =>
      parse(host.parseQuery(text, separator, equal, options.maxKeys ?? 1000)),
    stringify: (values: Record<string, unknown>, separator = '&', equal = '=') =>
      Object.keys(values)
        .map((name) => [name, values[name]] as [string, unknown])
        .map(([name, value]) =>
          (Array.isArray(value) ? value : [value]).map((one) => escapeText(name) + equal + escapeText(one)),
        )
        .map((pairs) => pairs.join(separator))
        .join(separator),
  };
  const unknownHere = (name: string) => () => {
    throw new Error(`cloudfront.${name} is not known to the local CloudFront`);
  };
  const modules: Record<string, unknown> = {
    crypto: {
      createHash: (algorithm: string) => new Digest(algorithm, null),
      createHmac: (algorithm: string, key: unknown) => new Digest(algorithm, bytesOf(key)),
    },
    querystring: { ...querystring, decode: querystring.parse, encode: querystring.stringify },
    buffer: { Buffer },
    cloudfront: {
      edgeLocation: { name: 'LOCAL', serverIp: '127.0.0.1', region: 'us-east-1' },
      kvs: unknownHere('kvs'),
      updateRequestOrigin: unknownHere('updateRequestOrigin'),
      selectRequestOriginById: unknownHere('selectRequestOriginById'),
      createRequestOriginGroup: unknownHere('createRequestOriginGroup'),
    },
  };
  define('require', (name: string) => {
    if (!Object.keys(modules).includes(name)) throw new Error(`Cannot find module "${name}"`);
    return modules[name];
  });
  define('console', { log: (text: unknown) => host.log(typeof text === 'string' ? text : String(stringify(text))) });
  define('atob', (text: unknown) => host.encode(String(text), 'base64'));
  define('btoa', (text: unknown) => host.decode(String(text), 'base64'));
  define('InternalError', class InternalError extends Error {});
  define('MemoryError', class MemoryError extends Error {});
  define(
    'TextEncoder',
    class TextEncoder {
      encode(text = ''): Uint8Array {
        const binary = host.encode(String(text), 'utf8');
        return fill(new Uint8Array(binary.length), binary);
      }
    },
  );
  define(
    'TextDecoder',
    class TextDecoder {
      decode(bytes: ArrayLike<number> = []): string {
        return host.decode(toBinary(bytes), 'utf8');
      }
    },
  );

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
