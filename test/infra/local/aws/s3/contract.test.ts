/** Holds the embedded S3 to the contract that `npm run test:ceph` holds a real one to. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCredentialStore } from '../../../../../infra/local/aws/iam/credentials.ts';
import { createS3, type LocalS3 } from '../../../../../infra/local/aws/s3/server.ts';
import { CONTRACT } from './contract/contract.ts';
import { type ContractContext, openContract, type S3Target } from './contract/target.ts';

let s3: LocalS3;
let dataDir: string;
let context: ContractContext;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 's3-contract-'));
  const credentials = createCredentialStore();
  const accessKeyId = 'AKIACONTRACT00000000';
  const secretAccessKey = 'contract-secret';
  credentials.add({
    accessKeyId,
    secretAccessKey,
    principal: { kind: 'root', name: 'arn:aws:iam::123456789012:root', policies: [] },
  });
  s3 = await createS3({ dataDir, credentials, region: 'us-east-1', accountId: '123456789012' });
  const target: S3Target = {
    name: 'local',
    endpoint: s3.url,
    region: 'us-east-1',
    accessKeyId,
    secretAccessKey,
    clientOptions: {},
  };
  context = await openContract(target);
});

afterAll(async () => {
  await s3.close();
  await rm(dataDir, { recursive: true });
});

describe('createS3 holds to the contract', () => {
  it.each(CONTRACT.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    await one.run(context);
  });

  it('leaves no draft behind', async () => {
    expect(await readdir(join(dataDir, 'drafts'))).toEqual([]);
  });
});
