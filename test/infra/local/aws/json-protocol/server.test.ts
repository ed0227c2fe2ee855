import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCredentialStore, issueTemporaryCredential } from '../../../../../infra/local/aws/iam/credentials.ts';
import { createJsonService } from '../../../../../infra/local/aws/json-protocol/server.ts';
import type { LocalService } from '../../../../../infra/local/aws/service.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const MINUTE_MS = 60_000;
const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:q';
const credentials = createCredentialStore();

let nowMs: number;
let service: LocalService;

beforeEach(async () => {
  nowMs = NOW_MS;
  service = await createJsonService({
    service: 'sqs',
    targetPrefix: 'AmazonSQS',
    version: '1.0',
    errorNamespace: 'com.amazonaws.sqs',
    credentials,
    regions: ['us-east-1', 'us-west-2'],
    now: () => nowMs,
    permissions: () => [{ action: 'sqs:SendMessage', resource: QUEUE }],
    run: async ({ operation }) => {
      if (operation !== 'SendMessage') throw new Error('the cause stays inside');
      return { status: 200, body: '{"MessageId":"1"}' };
    },
  });
});
afterEach(() => service.close());

describe('createJsonService', () => {
  it.each(['us-east-1', 'us-west-2'])('takes a request that is signed for %s', async (region) => {
    await expect(send({ region })).resolves.toMatchObject({ MessageId: '1' });
  });

  it('counts the loopback as secure transport, which policies may demand', async () => {
    const demand = { Bool: { 'aws:SecureTransport': 'false' } };
    const statements = [
      { Effect: 'Deny' as const, Action: 'sqs:*', Resource: '*', Condition: demand },
      { Effect: 'Allow' as const, Action: 'sqs:*', Resource: '*' },
    ];
    await expect(send({ statements })).resolves.toMatchObject({ MessageId: '1' });
  });
});

describe('attack: requests that must not pass', () => {
  it.each([
    ['for a region that the service does not stand for', { region: 'eu-west-1' }, 'InvalidSignatureException'],
    ['with another secret', { secret: 'guessed' }, 'InvalidSignatureException'],
    ['without its session token', { token: '' }, 'UnrecognizedClientException'],
    ['by a role that may do nothing', { statements: [] }, 'AccessDeniedException'],
  ])('refuses one signed %s', async (_case, options, name) => {
    await expect(send(options)).rejects.toMatchObject({ name });
  });

  it('takes a signature 15 minutes old, and refuses one 5 s older', async () => {
    nowMs = NOW_MS + 15 * MINUTE_MS;
    await expect(send({ signedAtMs: NOW_MS })).resolves.toMatchObject({ MessageId: '1' });
    nowMs += 5000;
    await expect(send({ signedAtMs: NOW_MS })).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('refuses keys that have run out', async () => {
    await expect(send({ expiresAtMs: NOW_MS + 1 })).resolves.toMatchObject({ MessageId: '1' });
    await expect(send({ expiresAtMs: NOW_MS })).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  it.each([
    ['no signature', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '{}', 400, 'MissingAuthenticationTokenException'],
    ['no operation', {}, '{}', 404, 'UnknownOperationException'],
    [
      'the operation of another service',
      { 'x-amz-target': 'DynamoDB_20120810.Scan' },
      '{}',
      404,
      'UnknownOperationException',
    ],
    ['a body that is no JSON', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '{', 400, 'SerializationException'],
    ['a body that is no object', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '[]', 400, 'SerializationException'],
  ])('refuses one with %s', async (_case, headers, body, status, code) => {
    const response = await fetch(service.url, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: `com.amazonaws.sqs#${code}` });
  });
});

interface SendOptions {
  readonly region?: string;
  readonly secret?: string;
  readonly token?: string;
  readonly signedAtMs?: number;
  readonly expiresAtMs?: number;
  readonly statements?: readonly {
    Effect: 'Allow' | 'Deny';
    Action: string;
    Resource: string;
    Condition?: Record<string, Record<string, string>>;
  }[];
}

/** Sends by the official client, with the clock of the test. */
async function send(options: SendOptions) {
  const { statements = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }] } = options;
  const principal = {
    kind: 'role' as const,
    name: 'arn:aws:iam::111122223333:role/r',
    policies: [{ Statement: statements }],
  };
  const credential = issueTemporaryCredential(principal, options.expiresAtMs);
  credentials.add(credential);
  const client = new SQSClient({
    endpoint: service.url,
    region: options.region ?? 'us-east-1',
    maxAttempts: 1,
    systemClockOffset: (options.signedAtMs ?? nowMs) - Date.now(),
    md5: false,
    credentials: {
      accessKeyId: credential.accessKeyId,
      secretAccessKey: options.secret ?? credential.secretAccessKey,
      ...(options.token === '' ? {} : { sessionToken: credential.sessionToken ?? '' }),
    },
  });
  try {
    return await client.send(new SendMessageCommand({ QueueUrl: `${service.url}/111122223333/q`, MessageBody: 'x' }));
  } finally {
    client.destroy();
  }
}
