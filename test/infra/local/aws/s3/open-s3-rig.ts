/** An embedded S3 in a folder of its own, with a clock that stands still and a record of what it announced. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import {
  type Credential,
  type CredentialStore,
  createCredentialStore,
  type IamPrincipal,
  issueTemporaryCredential,
} from '../../../../../infra/local/aws/iam/credentials.ts';
import type { PolicyStatement } from '../../../../../infra/local/aws/iam/policy-document.ts';
import { createS3, type LocalS3 } from '../../../../../infra/local/aws/s3/server.ts';

export const ACCOUNT_ID = '123456789012';
export const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT_ID}:uploads`;
const ROOT: IamPrincipal = { kind: 'root', name: `arn:aws:iam::${ACCOUNT_ID}:root`, policies: [] };

export interface Delivery {
  readonly targetArn: string;
  readonly message: unknown;
}

export interface S3Rig {
  readonly dataDir: string;
  readonly root: Credential;
  /** Of the run that is up now. */
  s3: LocalS3;
  /** Signs as the account's root. */
  client: S3Client;
  /** Set it to move the clock, in Unix milliseconds. */
  nowMs: number;
  /** Set it to make targets refuse what they are given. */
  isTargetDown: boolean;
  readonly deliveries: Delivery[];
  /** Keys of a principal; a role with the given statements where none is named. */
  issue(statements: readonly PolicyStatement[], principal?: Partial<IamPrincipal>, expiresAtMs?: number): Credential;
  createClient(credential: Credential): S3Client;
  /** Starts again over the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Outside {
  nowMs: number;
  isTargetDown: boolean;
  readonly deliveries: Delivery[];
}

function start(dataDir: string, credentials: CredentialStore, outside: Outside): Promise<LocalS3> {
  return createS3({
    dataDir,
    credentials,
    region: 'us-east-1',
    accountId: ACCOUNT_ID,
    now: () => outside.nowMs,
    deliver: async (targetArn, message) => {
      if (outside.isTargetDown) throw new Error('the target is down');
      outside.deliveries.push({ targetArn, message });
    },
  });
}

function connect(endpoint: string, credentials: Credential): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1, credentials });
}

export async function openS3Rig(): Promise<S3Rig> {
  const dataDir = await mkdtemp(join(tmpdir(), 's3-rig-'));
  const credentials = createCredentialStore();
  const root: Credential = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret', principal: ROOT };
  credentials.add(root);
  const outside: Outside = { nowMs: Date.now(), isTargetDown: false, deliveries: [] };
  const s3 = await start(dataDir, credentials, outside);
  const rig: S3Rig = Object.assign(outside, {
    dataDir,
    root,
    s3,
    client: connect(s3.url, root),
    issue: (statements: readonly PolicyStatement[], principal: Partial<IamPrincipal> = {}, expiresAtMs?: number) => {
      const name = `arn:aws:iam::${ACCOUNT_ID}:role/tested`;
      const role: IamPrincipal = { kind: 'role', name, policies: [{ Statement: statements }], ...principal };
      const credential = issueTemporaryCredential(role, expiresAtMs);
      credentials.add(credential);
      return credential;
    },
    createClient: (credential: Credential) => connect(rig.s3.url, credential),
    restart: async () => {
      await rig.s3.close();
      rig.s3 = await start(dataDir, credentials, outside);
      rig.client = connect(rig.s3.url, root);
    },
    close: async () => {
      await rig.s3.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
  return rig;
}

/** The code of the error that a call fails with; `none` where it does not fail. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}
