import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCredentialStore, issueTemporaryCredential } from '../../../../../infra/local/aws/iam/credentials.ts';
import {
  createSecretsManager,
  type SecretsManager,
} from '../../../../../infra/local/aws/secrets-manager/secrets-manager.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:keys-ABC123';
const credentials = createCredentialStore();
let dataDir: string;
let service: SecretsManager;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'edgeshot-secrets-'));
  service = await open();
});
afterEach(async () => {
  await service.close();
  await rm(dataDir, { recursive: true });
});

describe('Secrets Manager, driven by its own client', () => {
  it.each(['keys', ARN, ARN.slice(0, -7)])('gives the value by %s', async (SecretId) => {
    const got = await connect('root').send(new GetSecretValueCommand({ SecretId }));
    expect(got).toMatchObject({ SecretString: 'first', Name: 'keys', ARN, VersionStages: ['AWSCURRENT'] });
  });

  it('keeps the previous version beside the current one, also after it was opened anew', async () => {
    await connect('root').send(new PutSecretValueCommand({ SecretId: 'keys', SecretString: 'second' }));
    await service.close();
    service = await open();
    const read = (VersionStage: string) =>
      connect('root').send(new GetSecretValueCommand({ SecretId: 'keys', VersionStage }));
    expect((await read('AWSCURRENT')).SecretString).toBe('second');
    expect((await read('AWSPREVIOUS')).SecretString).toBe('first');
    const described = await connect('root').send(new DescribeSecretCommand({ SecretId: 'keys' }));
    expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  });

  it('makes a new version only of another value', async () => {
    await service.put('keys', 'first');
    const { VersionIdsToStages } = await connect('root').send(new DescribeSecretCommand({ SecretId: 'keys' }));
    expect(Object.keys(VersionIdsToStages ?? {})).toHaveLength(1);
  });

  it('answers ResourceNotFoundException for another secret', async () => {
    const get = connect('root').send(new GetSecretValueCommand({ SecretId: 'none' }));
    await expect(get).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('attack: a role that may not', () => {
  const get = new GetSecretValueCommand({ SecretId: 'keys' });

  it('reads the replica of the region that its policy names, and no other', async () => {
    const resource = ARN.replace('us-east-1', 'us-west-2');
    const near = await connect('role', { region: 'us-west-2', resource }).send(get);
    expect(near).toMatchObject({ SecretString: 'first', ARN: resource });
    const far = connect('role', { region: 'us-east-1', resource }).send(get);
    await expect(far).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('cannot put where it may only get, nor read in a region without a replica', async () => {
    const put = new PutSecretValueCommand({ SecretId: 'keys', SecretString: 'x' });
    await expect(connect('role', { resource: ARN }).send(put)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const elsewhere = connect('role', { region: 'eu-west-1', resource: ARN }).send(get);
    await expect(elsewhere).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});

function open(): Promise<SecretsManager> {
  const secrets = [{ name: 'keys', arn: ARN, initialValue: 'first' }];
  return createSecretsManager({ dataDir, secrets, credentials, regions: ['us-east-1', 'us-west-2'], now: Date.now });
}

function connect(kind: 'root' | 'role', { region = 'us-east-1', resource = '' } = {}): SecretsManagerClient {
  const Statement = [{ Effect: 'Allow' as const, Action: 'secretsmanager:GetSecretValue', Resource: resource }];
  const credential = issueTemporaryCredential({
    kind,
    name: `arn:aws:iam::111122223333:${kind}`,
    policies: [{ Statement }],
  });
  credentials.add(credential);
  return new SecretsManagerClient({ endpoint: service.url, region, credentials: credential });
}
