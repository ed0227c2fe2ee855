/**
 * The modules that a CloudFront Function may require: crypto, querystring, buffer and cloudfront. Each function here runs
 * inside the function's own context, by its text alone, as those of function-globals.ts do.
 */
import type { Bytes, FunctionHost } from './function-globals.ts';

type BufferClass = new (size: number) => Uint8Array;

/** The class `Buffer`, as far as it is documented. */
export function createBuffer(host: FunctionHost, { toBinary, fill }: Bytes): BufferClass {
  class Buffer extends Uint8Array {
    static override from(data: unknown, encoding?: unknown, length?: number): Buffer {
      if (typeof data === 'string') {
        const binary = host.encode(data, String(encoding ?? 'utf8'));
        return fill(new Buffer(binary.length), binary);
      }
      if (data instanceof ArrayBuffer) return new Buffer(data, (encoding as number | undefined) ?? 0, length);
      const values = data as ArrayLike<number>;
      return fill(new Buffer(values.length), toBinary(values));
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
      return fill(new Buffer(binary.length), binary);
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
  return Buffer;
}

/** The module `crypto`: hashes and keyed hashes, and nothing else. */
export function createCrypto(host: FunctionHost, { toBinary, fill }: Bytes, Buffer: BufferClass): unknown {
  const bytesOf = (data: unknown): string =>
    typeof data === 'string' ? host.encode(data, 'utf8') : toBinary(data as ArrayLike<number>);
  class Digest {
    readonly #algorithm: string;
    readonly #key: string | null;
    #data = '';
    constructor(algorithm: string, key: string | null) {
      if (!['md5', 'sha1', 'sha256'].includes(algorithm)) {
        throw new TypeError(`not supported algorithm: "${algorithm}"`);
      }
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
      if (!['hex', 'base64', 'base64url'].includes(encoding)) {
        throw new TypeError(`Unknown digest encoding: "${encoding}"`);
      }
      return host.decode(binary, encoding);
    }
  }
  return {
    createHash: (algorithm: string) => new Digest(algorithm, null),
    createHmac: (algorithm: string, key: unknown) => new Digest(algorithm, bytesOf(key)),
  };
}

/** The module `querystring`. */
export function createQuerystring(host: FunctionHost): unknown {
  const { parse: parseJson } = JSON;
  const encode = encodeURIComponent;
  const escapeText = (text: unknown) => encode(String(text));
  const parse = (text: string, separator = '&', equal = '=', options: { maxKeys?: number } = {}) =>
    parseJson(host.parseQuery(text, separator, equal, options.maxKeys ?? 1000));
  const stringify = (values: Record<string, unknown>, separator = '&', equal = '=') =>
    Object.keys(values)
      .map((name) => [name, values[name]] as [string, unknown])
      .map(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((one) => escapeText(name) + equal + escapeText(one)),
      )
      .map((pairs) => pairs.join(separator))
      .join(separator);
  return {
    escape: escapeText,
    unescape: (text: string) => Object.keys(parse(text, '\u0000', '\u0001', { maxKeys: 1 }))[0] ?? '',
    parse,
    stringify,
    decode: parse,
    encode: stringify,
  };
}

/** The module `cloudfront`: where the function runs, and its key-value store; whatever else it offers is refused when it is called. */
export function createCloudfront(host: FunctionHost, { fill }: Bytes, Buffer: BufferClass): unknown {
  const { parse } = JSON;
  const unknownHere = (name: string) => () => {
    throw new Error(`cloudfront.${name} is not known to the local CloudFront`);
  };
  const read = (key: unknown, format: string) => {
    const text = host.readKey(String(key));
    if (text === null) throw new Error('KeyNotFound');
    if (format === 'string') return text;
    if (format === 'json') return parse(text) as unknown;
    if (format !== 'bytes') throw new TypeError(`unknown format "${format}"`);
    const binary = host.encode(text, 'utf8');
    return fill(new Buffer(binary.length), binary);
  };
  const kvs = (id?: string) => {
    const text = host.describeStore();
    if (text === null) throw new Error('the function is associated with no key value store');
    const { id: own, meta } = parse(text) as { id: string; meta: unknown };
    if (id !== undefined && id !== own) throw new Error('the function is associated with another key value store');
    return {
      get: async (key: unknown, options?: { format?: string }) => read(key, options?.format ?? 'string'),
      exists: async (key: unknown) => host.readKey(String(key)) !== null,
      meta: async () => meta,
    };
  };
  return {
    edgeLocation: { name: 'LOCAL', serverIp: '127.0.0.1', region: 'us-east-1' },
    kvs,
    updateRequestOrigin: unknownHere('updateRequestOrigin'),
    selectRequestOriginById: unknownHere('selectRequestOriginById'),
    createRequestOriginGroup: unknownHere('createRequestOriginGroup'),
  };
}

/** Makes `require`. */
export function createRequire(modules: Readonly<Record<string, unknown>>): (name: string) => unknown {
  const names = Object.keys(modules);
  return (name) => {
    if (!names.includes(name)) throw new Error(`Cannot find module "${name}"`);
    return modules[name];
  };
}
