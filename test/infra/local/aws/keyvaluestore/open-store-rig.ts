/** A key-value store behind its real server, and the official client before it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import '@aws-sdk/signature-v4a';
import { createCredentialStore, type IamPrincipal } from '../../../../../infra/local/aws/iam/credentials.ts';
import {
  type EdgeKeyValueStore,
  openKeyValueStore,
} from '../../../../../infra/local/aws/keyvaluestore/key-value-store.ts';
import { createKeyValueServer } from '../../../../../infra/local/aws/keyvaluestore/server.ts';

export const STORE_ARN = 'arn:aws:cloudfront::111122223333:key-value-store/11111111-2222-3333-4444-555555555555';
export const STORE_NOW_MS = Date.UTC(2026, 10, 30, 9);

const READER: IamPrincipal = {
  kind: 'role',
  name: 'arn:aws:iam::111122223333:role/reader',
  policies: [
    {
      Statement: [
        { Effect: 'Allow', Action: 'cloudfront-keyvaluestore:DescribeKeyValueStore', Resource: STORE_ARN },
        { Effect: 'Allow', Action: 'cloudfront-keyvaluestore:GetKey', Resource: STORE_ARN },
      ],
    },
  ],
};

export interface OpenedStore {
  readonly store: EdgeKeyValueStore;
  readonly url: string;
  readonly reopen: () => EdgeKeyValueStore;
  close(): Promise<void>;
  client(options?: { secret?: string; key?: string }): CloudFrontKeyValueStoreClient;
}

export async function openStoreRig(initial: Readonly<Record<string, string>>): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'edgeshot-kvs-'));
  const definition = { arn: STORE_ARN, id: STORE_ARN.split('/')[1] ?? '', initial };
  const reopen = () => openKeyValueStore({ path: join(folder, 'kvs.json'), definition, now: () => STORE_NOW_MS });
  const store = reopen();
  const credentials = createCredentialStore();
  const root: IamPrincipal = { kind: 'root', name: 'arn:aws:iam::111122223333:root', policies: [] };
  credentials.add({ accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret', principal: root });
  credentials.add({ accessKeyId: 'AKIAREADER', secretAccessKey: 'root-secret', principal: READER });
  const server = await createKeyValueServer({ stores: [store], credentials, region: 'us-east-1', now: Date.now });
  const clients: CloudFrontKeyValueStoreClient[] = [];
  const close = async () => {
    for (const client of clients) client.destroy();
    await server.close();
    rmSync(folder, { recursive: true });
  };
  const endpoint = server.url.replace('127.0.0.1', 'localhost');
  const client = ({ secret = 'root-secret', key = 'AKIAROOT' } = {}) => {
    const made = new CloudFrontKeyValueStoreClient({
      region: 'us-east-1',
      endpoint,
      credentials: { accessKeyId: key, secretAccessKey: secret },
      maxAttempts: 1,
      requestHandler: { httpAgent: new Agent({ lookup: toLoopback }) },
    });
    clients.push(made);
    return made;
  };
  return { store, url: server.url, reopen, client, close };
}

/** The client puts the account before the host, and not every machine knows names under localhost. */
const toLoopback: LookupFunction = (_host, options, found) =>
  options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);
