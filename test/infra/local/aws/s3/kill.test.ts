import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = `
import { createCredentialStore } from '${new URL('../../../../../infra/local/aws/iam/credentials.ts', import.meta.url).href}';
import { createS3 } from '${new URL('../../../../../infra/local/aws/s3/server.ts', import.meta.url).href}';
const credentials = createCredentialStore();
const principal = { kind: 'root', name: 'arn:aws:iam::123456789012:root', policies: [] };
credentials.add({ accessKeyId: 'AKIAROOT', secretAccessKey: 'secret', principal });
const s3 = await createS3({ dataDir: process.argv[1], credentials, region: 'us-east-1', accountId: '123456789012' });
console.log(s3.url);
`;

let dataDir: string;
let child: ChildProcess;
let client: S3Client;

async function start(): Promise<void> {
  child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new TypeError('no output');
  for await (const endpoint of createInterface({ input: child.stdout })) {
    const credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'secret' };
    client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1, credentials });
    return;
  }
}

async function kill(): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 's3-kill-'));
  await start();
});
afterEach(async () => {
  await kill();
  await rm(dataDir, { recursive: true });
});

describe('createS3 killed while it writes', () => {
  it('has every photo that it acknowledged, byte-true, and no half of another', async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'photos' }));
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let at = 0; ; at++) {
        const Key = `${writer}/${at}`;
        const Body = createHash('sha256').update(Key).digest('hex').repeat(4000);
        await client.send(new PutObjectCommand({ Bucket: 'photos', Key, Body }));
        acknowledged.push(Key);
        if (acknowledged.length === 24) await kill();
      }
    });
    await Promise.allSettled(writers);
    await start();
    expect(acknowledged.length).toBeGreaterThanOrEqual(24);
    for (const Key of acknowledged) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'photos', Key }));
      const text = await Body?.transformToString();
      expect(text).toBe(createHash('sha256').update(Key).digest('hex').repeat(4000));
    }
    expect(await readdir(join(dataDir, 'drafts'))).toEqual([]);
  });
});
