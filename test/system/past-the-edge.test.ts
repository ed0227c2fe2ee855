/** Ways into a job that go to the bucket itself, past the edge: an operator's, and a page's with `upload_via=s3` (docs/ways-in.md). */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteBucketCorsCommand, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album, Photo } from '../../edge/api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { findTool } from '../support/find-tool.ts';
import { localRunTest } from '../support/local-run-test.ts';
import type { LocalRun } from '../support/start-local-run.ts';

const DOCUMENT = new URL('../../docs/ways-in.md', import.meta.url);

let run: LocalRun;
const it = localRunTest
  .extend('begun', { scope: 'file', auto: true }, async ({ run: started }) => {
    run = started;
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('folder', async ({}, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'edgeshot-ways-'));
    onCleanup(() => rm(folder, { recursive: true }));
    return folder;
  });

async function readAlbum(jobId: string): Promise<readonly Photo[]> {
  const headers = { authorization: `Bearer ${await run.token('dispatcher', '--jobs', jobId)}` };
  const response = await fetch(`${run.info.dashboard}/photos?job_id=${jobId}`, { headers });
  return ((await response.json()) as Album).photos;
}

function wait(jobId: string) {
  return expect.poll(async () => (await readAlbum(jobId)).map(({ state }) => state));
}

describe('an operator', () => {
  it.skipIf(findTool('aws') === null)(
    'takes what the AWS CLI copies there, by the line of docs/ways-in.md',
    async ({ folder }) => {
      const photo = await drawPhoto();
      await writeFile(join(folder, 'photo.jpg'), photo.bytes);
      const { endpoint, region, access_key_id, secret_access_key, uploads_bucket } = run.info.s3;
      const keys = { AWS_ACCESS_KEY_ID: access_key_id, AWS_SECRET_ACCESS_KEY: secret_access_key, AWS_REGION: region };
      const line = (/^ {4}(.* aws s3 cp .*)$/m.exec(await readFile(DOCUMENT, 'utf8'))?.[1] ?? '')
        .replace('BUCKET', uploads_bucket)
        .replace('j-1', 'j-cli');
      const env = { ...process.env, ...keys, AWS_ENDPOINT_URL: endpoint };
      await promisify(execFile)('sh', ['-c', line], { cwd: folder, env });
      await wait('j-cli').toEqual(['ready']);
      expect((await readAlbum('j-cli'))[0]).toMatchObject({ sha256: photo.sha256, uploaded_by: 'unknown' });
    },
  );

  it.skipIf(!hasBoto3())('takes what boto3 puts there with keys of the account', async ({ folder }) => {
    await writeFile(join(folder, 'photo.jpg'), (await drawPhoto()).bytes);
    const { endpoint, region, access_key_id, secret_access_key, uploads_bucket } = run.info.s3;
    const keys = { AWS_ACCESS_KEY_ID: access_key_id, AWS_SECRET_ACCESS_KEY: secret_access_key, AWS_REGION: region };
    const key = 'jobs/j-boto3/0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60.jpg';
    const line =
      'import boto3, sys; boto3.client("s3", endpoint_url=sys.argv[1]).upload_file("photo.jpg", *sys.argv[2:])';
    await promisify(execFile)('python3', ['-c', line, endpoint, uploads_bucket, key], {
      cwd: folder,
      env: { ...process.env, ...keys },
    });
    await wait('j-boto3').toEqual(['ready']);
  });

  it('takes what an operator puts there with keys of the account, and does not say that a person sent it', async () => {
    const photo = await drawPhoto();
    const Key = 'jobs/j-operator/0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60.jpg';
    await run.s3.send(new PutObjectCommand({ Bucket: run.info.s3.uploads_bucket, Key, Body: photo.bytes }));
    await wait('j-operator').toEqual(['ready']);
    expect((await readAlbum('j-operator'))[0]).toMatchObject({ sha256: photo.sha256, uploaded_by: 'unknown' });
  });
});

describe('a page, where photos go straight to the bucket (upload_via=s3)', () => {
  const sendStraight = async (page: Page, jobId: string, bytes: Buffer) => {
    const headers = { authorization: `Bearer ${await run.token('worker', '--jobs', jobId)}` };
    const ask = async (method: string) => {
      const query = new URLSearchParams({ job_id: jobId, method, type: 'image/jpeg' });
      return (await fetch(`${run.info.dashboard}/upload-url?${query}`, { headers })).json();
    };
    return page.evaluate(
      async ([form, put, base64]) => {
        const file = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], {
          type: 'image/jpeg',
        });
        const body = new FormData();
        for (const [name, value] of Object.entries(form.fields)) body.append(name, String(value));
        body.append('file', file);
        const sent = [
          fetch(form.s3_url, { method: 'POST', body }),
          fetch(put.url, { method: 'PUT', headers: put.headers, body: new Blob([file, 'x']) }),
        ];
        return Promise.all(
          sent.map((one) =>
            one.then(
              ({ status }) => status,
              () => 'not let',
            ),
          ),
        );
      },
      [await ask('POST'), await ask('PUT'), bytes.toString('base64')] as const,
    );
  };

  it('sends by form and by PUT under the CORS rule of such a bucket, from the dashboard’s origin alone', async ({
    browser,
    onTestFinished,
  }) => {
    const Bucket = run.info.s3.uploads_bucket;
    // As upload-storage.ts has it for such a deployment (test/infra/buckets.test.ts).
    const rule = { AllowedMethods: ['POST', 'PUT', 'GET'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'] };
    const CORSRules = [{ ...rule, AllowedOrigins: [run.info.dashboard] }];
    await run.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    onTestFinished(() => void run.s3.send(new DeleteBucketCorsCommand({ Bucket })));
    // The policy of this run's pages is of the way by the edge; what such a deployment adds to it, test/infra/pages.test.ts says.
    const context = await browser.newContext({ bypassCSP: true });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const { bytes } = await drawPhoto();
    await page.goto(`${run.info.dashboard}/form.html`);
    expect(await sendStraight(page, 'j-straight', bytes)).toEqual([201, 200]);
    await wait('j-straight').toEqual(['ready', 'ready']);

    await page.goto('about:blank');
    expect(await sendStraight(page, 'j-foreign', bytes)).toEqual(['not let', 'not let']);
  });
});

function hasBoto3(): boolean {
  return (
    findTool('python3') !== null &&
    spawnSync('python3', ['-c', 'import boto3'], { timeout: 120_000, killSignal: 'SIGKILL' }).status === 0
  );
}
