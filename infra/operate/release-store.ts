/** The key-value store that says which release is live: read whole, and changed by one write that nobody else's can cross. */
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import {
  CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  paginateListKeys,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
// Registers the signature that this one service wants.
import '@aws-sdk/signature-v4a';
import { CommandError } from './command-error.ts';
import { type KeyValueUpdate, parseReleaseState, type ReleaseState } from './release-state.ts';

export interface ReleaseStore {
  read(): Promise<ReleaseState & { readonly version: string }>;
  /**
   * Writes all of it, or nothing where the store is no longer of this version.
   * @throws {CommandError} when somebody else has changed it meanwhile
   */
  write(update: KeyValueUpdate, version: string): Promise<void>;
  close(): void;
}

export interface ReleaseStoreOptions {
  readonly arn: string;
  readonly region: string;
  /** Only of a local run. */
  readonly local?: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

export function openReleaseStore({ arn: KvsARN, region, local }: ReleaseStoreOptions): ReleaseStore {
  const client = new CloudFrontKeyValueStoreClient({
    region,
    ...(local === undefined
      ? {}
      : {
          endpoint: local.endpoint,
          credentials: local,
          requestHandler: { httpAgent: new Agent({ lookup: toLoopback }) },
        }),
  });
  const describe = async () => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag ?? '';
  return {
    async read() {
      const version = await describe();
      const values = new Map<string, string>();
      for await (const { Items = [] } of paginateListKeys({ client }, { KvsARN })) {
        for (const { Key = '', Value = '' } of Items) values.set(Key, Value);
      }
      return { ...parseReleaseState(values), version };
    },
    async write({ puts, deletes }, version) {
      const Puts = Object.entries(puts).map(([Key, Value]) => ({ Key, Value }));
      const Deletes = deletes.map((Key) => ({ Key }));
      try {
        await client.send(new UpdateKeysCommand({ KvsARN, IfMatch: version, Puts, Deletes }));
      } catch (error) {
        if ((await describe()) === version) throw error;
        throw new CommandError('Somebody else has changed the releases meanwhile: look at `list`, and say it again.');
      }
    },
    close: () => client.destroy(),
  };
}

/** The client puts the account's id before the host, and not every machine knows names under localhost. */
const toLoopback: LookupFunction = (_host, options, found) =>
  options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);
