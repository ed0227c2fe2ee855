import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';
import { operate } from './operate.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000', AWS_SECRET_ACCESS_KEY: 'not-a-secret' };

let pipeline: TestPipeline;
let outputs: string;
/** Answers every call of AWS with one refusal. */
let aws: Server;
let refusal = { code: '', status: 400 };

beforeAll(async () => {
  pipeline = await openTestPipeline();
  outputs = join(pipeline.directory, 'outputs.json');
  const { QUEUE_URL: UploadQueueUrl, AWS_ENDPOINT_URL_SQS } = pipeline.environment;
  const DeadLettersQueueUrl = `${AWS_ENDPOINT_URL_SQS}/111122223333/dead-letters`;
  const stores = { UploadsBucket: pipeline.bucket, Table: 'records', AuditTable: 'audit' };
  const stack = { ...stores, UploadQueueUrl, DeadLettersQueueUrl };
  await writeFile(outputs, JSON.stringify({ 'Edgeshot-dev': stack }));
  aws = createServer((request, response) => {
    const isJson = String(request.headers['content-type']).includes('json');
    response.writeHead(refusal.status, { 'content-type': isJson ? 'application/x-amz-json-1.0' : 'application/xml' });
    const json = JSON.stringify({ __type: `com.amazonaws#${refusal.code}`, message: 'Said\nby AWS' });
    response.end(isJson ? json : `<Error><Code>${refusal.code}</Code><Message>Said\nby AWS</Message></Error>`);
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  aws.closeAllConnections();
  aws.close();
  await pipeline.close();
});

/** As in a shell of somebody who deploys: nothing of this machine's own settings. */
const onAws = (env: Readonly<Record<string, string>>, name: string, ...args: string[]) =>
  operate(name, ['--outputs', outputs, ...args], {
    env: { HOME: pipeline.directory, AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1', ...env },
  });

describe('a deployment', () => {
  it('is worked on by the same code as a local run, with the credentials of the shell', async () => {
    const env = pipeline.environment;
    const put = ['put', '--id', 'j-1', '--title', 'Garage', '--address', '4 Elm', '--member', 'wes'];
    expect(await onAws(env, 'jobs', ...put)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Edgeshot-dev: 1 new/),
    });
    expect((await onAws(env, 'reindex')).stderr).toBe('Edgeshot-dev: jobs: 1 whole; photos: none\n');
    expect((await onAws(env, 'redrive')).stderr).toBe('Edgeshot-dev: no dead letters, no undeveloped photos\n');
    expect((await onAws(env, 'audit', '--job', 'j-1')).stderr).toBe('Edgeshot-dev: 0 entries of job j-1\n');
  });

  it('of a name that the file does not tell of is refused, with those that it does', async () => {
    const { code, stderr } = await onAws(KEYS, 'reindex', '--stage', 'prod');
    expect([code, stderr]).toEqual([2, `${outputs} tells of Edgeshot-dev, not of Edgeshot-prod: see --stage\n`]);
  });

  it('without credentials is told in one line', async () => {
    expect(await onAws({}, 'reindex')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^No AWS credentials.*\n$/),
    });
  });

  it.each([
    ['ExpiredToken', 'reindex', 'The AWS credentials have expired: sign in again.\n'],
    ['ExpiredTokenException', 'audit', 'The AWS credentials have expired: sign in again.\n'],
    ['InvalidAccessKeyId', 'export', /^AWS does not know these credentials.*\n$/],
    ['UnrecognizedClientException', 'audit', /^AWS does not know these credentials.*\n$/],
    ['AccessDenied', 'reindex', 'These AWS credentials may not do that: Said by AWS\n'],
    ['AccessDeniedException', 'jobs', 'These AWS credentials may not do that: Said by AWS\n'],
    ['NoSuchBucket', 'reindex', /^The bucket is not there: is the stack deployed.*\n$/],
    ['ResourceNotFoundException', 'audit', /^The table is not there: is the stack deployed.*\n$/],
  ])('that answers %s to %s is told in one line', async (code, name, line) => {
    refusal = { code, status: code.startsWith('AccessDenied') ? 403 : 400 };
    const { port } = aws.address() as AddressInfo;
    const args =
      { export: ['--job', 'j-1', 'o.zip', '--dry-run'], audit: ['--job', 'j-1'], jobs: ['list'] }[name] ?? [];
    const result = await onAws({ ...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }, name, ...args);
    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr: typeof line === 'string' ? line : expect.stringMatching(line),
    });
  });

  it('that takes no payments has no bookings, and says so', async () => {
    const { code, stderr } = await onAws(KEYS, 'bookings', 'list');
    expect([code, stderr]).toEqual([2, 'Edgeshot-dev takes no payments: see docs/payments.md.\n']);
  });

  it('that nobody answers for is told in one line', async () => {
    const env = { ...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const { code, stderr } = await onAws(env, 'audit', '--job', 'j-1');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Nobody answers \(ECONNREFUSED\).*\n$/)]);
  });
});
