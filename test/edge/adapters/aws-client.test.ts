import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClient, readCredentials, readEndpoint } from '../../../edge/adapters/aws-client.ts';
import { NOW } from '../issuer.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const GET_ITEM = { service: 'dynamodb', region: 'us-east-1', target: 'GetItem', input: { a: 1 } } as const;

let server: Server;
let url: string;
let seen: IncomingMessage[];
let responses: ((request: IncomingMessage) => readonly [status: number, body: string] | null)[];

beforeEach(async () => {
  seen = [];
  responses = [];
  server = createServer((request, response) => {
    seen.push(request);
    const prepared = (responses.length > 1 ? responses.shift() : responses[0])?.(request) ?? null;
    request.resume().on('end', () => {
      if (prepared === null) request.socket.destroy();
      else response.writeHead(prepared[0], { etag: '"of-s3"' }).end(prepared[1]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const connect = (env = {}) => createAwsClient({ ...KEYS, AWS_ENDPOINT_URL: url, ...env }, () => NOW);
const fail = (status: number, type: string) => () =>
  [status, JSON.stringify({ __type: `com.amazonaws#${type}` })] as const;
const cancel =
  (...codes: string[]) =>
  () => {
    const CancellationReasons = codes.map((Code) => ({ Code, Message: 'said so' }));
    const body = { __type: 'com.amazonaws#TransactionCanceledException', CancellationReasons };
    return [400, JSON.stringify(body)] as const;
  };
const succeed = () => [200, '{"ok":1}'] as const;

describe('createAwsClient', () => {
  it('sends a signed call and reads its response', async () => {
    responses = [succeed];
    expect(await connect({ AWS_SESSION_TOKEN: 'token' }).sendJson(GET_ITEM)).toEqual({ ok: 1 });
    expect(seen[0]?.headers).toMatchObject({
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-security-token': 'token',
      'x-amz-date': '20261122T102000Z',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261122\/us-east-1\/dynamodb\//),
    });
  });

  it.each([
    ['a throttled call', fail(400, 'ProvisionedThroughputExceededException')],
    ['a server error', fail(500, 'InternalServerError')],
    ['a connection that breaks', () => null],
    ['a write to an item of a transaction', fail(400, 'TransactionConflictException')],
    ['a transaction that met another one', cancel('None', 'TransactionConflict')],
  ])('repeats %s, three times in all', async (_, broken) => {
    responses = [broken, broken, succeed];
    expect(await connect().sendJson(GET_ITEM)).toEqual({ ok: 1 });
    expect(seen).toHaveLength(3);
    responses = [broken];
    await expect(connect().sendJson(GET_ITEM)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    expect(seen).toHaveLength(6);
  });

  it('tells a refusal by its code at once', async () => {
    responses = [fail(400, 'ConditionalCheckFailedException')];
    await expect(connect().sendJson(GET_ITEM)).rejects.toMatchObject({ code: 'ConditionalCheckFailedException' });
    expect(seen).toHaveLength(1);
  });

  it('tells why a transaction was cancelled, and does not repeat one whose condition failed', async () => {
    responses = [cancel('TransactionConflict', 'None', 'ConditionalCheckFailed')];
    await expect(connect().sendJson(GET_ITEM)).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      reasons: ['TransactionConflict', 'None', 'ConditionalCheckFailed'],
    });
    expect(seen).toHaveLength(1);
  });

  it('reads the codes of S3, and counts its SlowDown as throttled', async () => {
    const call = { service: 's3', region: 'us-east-1', method: 'GET', path: '/' } as const;
    responses = [() => [404, '<Error><Code>NoSuchBucket</Code></Error>']];
    await expect(connect().send(call)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    responses = [() => [503, '<Error><Code>SlowDown</Code></Error>'], () => [200, 'listed']];
    expect(await connect().send(call)).toBe('listed');
  });

  it('reads an object with the ETag that S3 gave', async () => {
    responses = [fail(500, 'InternalError'), () => [200, 'bytes']];
    const call = { service: 's3', region: 'us-east-1', method: 'GET', path: '/a' } as const;
    expect(await connect().readObject(call)).toEqual({ text: 'bytes', etag: '"of-s3"' });
  });

  it('is a programmer’s mistake without keys, and is not repeated', async () => {
    const client = createAwsClient({ AWS_ENDPOINT_URL: url }, () => NOW);
    await expect(client.sendJson(GET_ITEM)).rejects.toBeInstanceOf(TypeError);
    expect(seen).toHaveLength(0);
  });
});

describe('the environment', () => {
  it('prefers the endpoint of the service, as the SDK does', () => {
    const env = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://s3' };
    expect([readEndpoint(env, 's3'), readEndpoint(env, 'dynamodb'), readEndpoint({}, 's3')]).toEqual([
      'http://s3',
      'http://all',
      null,
    ]);
  });

  it('tells the end of the keys where it is known', () => {
    expect(readCredentials(KEYS)).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
    const end = '2026-11-22T11:00:00Z';
    expect(readCredentials({ ...KEYS, AWS_CREDENTIAL_EXPIRATION: end }).expiration).toEqual(new Date(end));
    expect(readCredentials({ ...KEYS, AWS_CREDENTIAL_EXPIRATION: 'soon' })).not.toHaveProperty('expiration');
  });
});
