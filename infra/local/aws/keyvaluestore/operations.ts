/** The operations of a key-value store's data plane: which request is which, and what each responds. */
import type { IncomingMessage } from 'node:http';
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import type { EdgeKeyValueStore } from './key-value-store.ts';

export interface KeyValueRequest {
  readonly arn: string;
  readonly key: string;
  readonly query: URLSearchParams;
  /** Of the version that is to be changed; null where none is named. */
  readonly ifMatch: string | null;
  readonly body: Buffer;
}

export interface KeyValueOperation {
  /** Of IAM, without its service. */
  readonly action: string;
  run(store: EdgeKeyValueStore, request: KeyValueRequest): unknown;
}

const PATH = /^\/key-value-stores\/([^/?]+)(\/keys(?:\/([^?]+))?)?$/;
/** ListKeys: at most 50 in one response. */
const MAX_LISTED = 50;

const describe: KeyValueOperation = {
  action: 'DescribeKeyValueStore',
  run({ facts }) {
    return {
      ...toSize(facts),
      KvsARN: facts.arn,
      Created: facts.createdMs / 1000,
      LastModified: facts.changedMs / 1000,
      Status: 'READY',
    };
  },
};

const listKeys: KeyValueOperation = {
  action: 'ListKeys',
  run(store, { query }) {
    const from = Number(query.get('NextToken') ?? 0);
    const count = Math.min(Number(query.get('MaxResults') ?? MAX_LISTED) || MAX_LISTED, MAX_LISTED);
    const all = store.entries().toSorted(([one], [other]) => (one < other ? -1 : 1));
    const Items = all.slice(from, from + count).map(([Key, Value]) => ({ Key, Value }));
    return from + count < all.length ? { Items, NextToken: String(from + count) } : { Items };
  },
};

const getKey: KeyValueOperation = {
  action: 'GetKey',
  run(store, { key }) {
    const Value = store.get(key);
    if (Value === null) throw missing(key);
    return { Key: key, Value, ...toSize(store.facts) };
  },
};

const putKey: KeyValueOperation = {
  action: 'PutKey',
  async run(store, request) {
    const { Value } = parseJson(request.body);
    if (typeof Value !== 'string') throw new ServiceError('ValidationException', 'Value is missing.');
    await store.change({ puts: { [request.key]: Value } }, requireMatch(request));
    return toSize(store.facts);
  },
};

const deleteKey: KeyValueOperation = {
  action: 'DeleteKey',
  async run(store, request) {
    if (store.get(request.key) === null) throw missing(request.key);
    await store.change({ deletes: [request.key] }, requireMatch(request));
    return toSize(store.facts);
  },
};

const updateKeys: KeyValueOperation = {
  action: 'UpdateKeys',
  async run(store, request) {
    const { Puts = [], Deletes = [] } = parseJson(request.body);
    const puts = readItems(Puts).map(({ Key, Value }) => [readKey(Key), String(Value ?? '')] as const);
    if (new Set(puts.map(([key]) => key)).size < puts.length) {
      throw new ServiceError('ValidationException', 'A key is put twice.');
    }
    const deletes = readItems(Deletes).map(({ Key }) => readKey(Key));
    await store.change({ puts: Object.fromEntries(puts), deletes }, requireMatch(request));
    return toSize(store.facts);
  },
};

const OPERATIONS: ReadonlyMap<string, KeyValueOperation> = new Map([
  ['GET store', describe],
  ['GET keys', listKeys],
  ['POST keys', updateKeys],
  ['GET key', getKey],
  ['PUT key', putKey],
  ['DELETE key', deleteKey],
]);

/** @throws {ServiceError} when the request is none of them */
export function findKeyValueOperation(
  { url = '/', method, headers }: Pick<IncomingMessage, 'url' | 'method' | 'headers'>,
  body: Buffer,
): { readonly operation: KeyValueOperation; readonly request: KeyValueRequest } {
  const [path = '', query = ''] = url.split('?');
  const [, arn, keys, key] = PATH.exec(path) ?? [];
  const place = arn === undefined ? 'none' : key !== undefined ? 'key' : keys === undefined ? 'store' : 'keys';
  const operation = OPERATIONS.get(`${method} ${place}`);
  if (!operation) throw new ServiceError('UnknownOperationException', 'There is no such operation.', { status: 404 });
  const ifMatch = typeof headers['if-match'] === 'string' ? headers['if-match'] : null;
  const request = { arn: decode(arn), key: decode(key), query: new URLSearchParams(query), ifMatch, body };
  return { operation, request };
}

function requireMatch({ ifMatch }: KeyValueRequest): string {
  if (ifMatch === null) throw new ServiceError('ValidationException', 'If-Match is missing.');
  return ifMatch;
}

function toSize({ itemCount, totalBytes }: EdgeKeyValueStore['facts']) {
  return { ItemCount: itemCount, TotalSizeInBytes: totalBytes };
}

function missing(key: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Key ${key} was not found.`, { status: 404 });
}

function decode(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('ValidationException', 'The path is not encoded as it must be.');
  }
}

function parseJson(body: Buffer): Readonly<Record<string, unknown>> {
  let found: unknown = null;
  try {
    found = JSON.parse(body.toString('utf8'));
  } catch {
    // Told below with the other wrong shapes.
  }
  if (!isRecord(found)) throw new ServiceError('ValidationException', 'The body is not a JSON object.');
  return found;
}

function readItems(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) throw new ServiceError('ValidationException', 'Puts and Deletes are lists.');
  return value.map((item: unknown) => (isRecord(item) ? item : {}));
}

function readKey(value: unknown): string {
  if (typeof value !== 'string') throw new ServiceError('ValidationException', 'Key is missing.');
  return value;
}
