import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCredentialStore, issueTemporaryCredential } from '../../../../../infra/local/aws/iam/credentials.ts';
import type { LocalService } from '../../../../../infra/local/aws/service.ts';
import { createQueues, type QueueDefinition, type Queues } from '../../../../../infra/local/aws/sqs/queues.ts';
import { createSqs } from '../../../../../infra/local/aws/sqs/server.ts';

const ACCOUNT = '111122223333';
const WORK = `arn:aws:sqs:us-east-1:${ACCOUNT}:work`;
const DEAD = `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`;
const definitions: readonly QueueDefinition[] = [
  toDefinition('work', { deadLetterTargetArn: DEAD, maxReceiveCount: 2 }),
  toDefinition('dead', null),
];

let directory: string;
let queues: Queues;
let server: LocalService;
let root: SQSClient;
const credentials = createCredentialStore();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'edgeshot-sqs-'));
  queues = open();
  server = await createSqs({
    queues,
    credentials,
    region: 'us-east-1',
    accountId: ACCOUNT,
    queuePolicies: new Map(),
    now: Date.now,
  });
  root = createClient('root', []);
});

afterEach(async () => {
  await server.close();
  queues.close();
  await rm(directory, { recursive: true });
});

describe('SQS, driven by its own client', () => {
  const QueueUrl = () => `${server.url}/${ACCOUNT}/work`;

  it('gives what was sent, once, and forgets it after DeleteMessage', async () => {
    const MessageAttributes = {
      Kind: { DataType: 'String', StringValue: 'photo' },
      Raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    };
    await root.send(new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: 'grüß dich', MessageAttributes }));
    const first = await receive({ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] });
    expect(first).toEqual([expect.objectContaining({ Body: 'grüß dich', MessageAttributes })]);
    expect(first[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(await receive()).toEqual([]);
    await root.send(new DeleteMessageCommand({ QueueUrl: QueueUrl(), ReceiptHandle: first[0]?.ReceiptHandle }));
    expect(queues.count(WORK)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('takes and deletes batches entry by entry', async () => {
    const Entries = [
      { Id: 'a', MessageBody: '1' },
      { Id: 'b', MessageBody: 'x'.repeat(262_145) },
    ];
    const sent = await root.send(new SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(sent.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([['b', 'InvalidParameterValue']]);
    const [message] = await receive();
    const deletion = { QueueUrl: QueueUrl(), Entries: [{ Id: 'a', ReceiptHandle: message?.ReceiptHandle }] };
    expect((await root.send(new DeleteMessageBatchCommand(deletion))).Successful).toHaveLength(1);
  });

  it('hands a message back at once when its visibility is set to 0, and to the dead-letter queue after 2 receives', async () => {
    queues.send(WORK, { body: 'bad' });
    for (const count of ['1', '2']) {
      const [message] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
      await root.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: QueueUrl(),
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    expect(await receive()).toEqual([]);
    expect(queues.count(DEAD).visible).toBe(1);
  });

  it('moves dead letters back to where they came from', async () => {
    queues.send(WORK, { body: 'bad' });
    for (const _ of [1, 2, 3])
      for (const { ReceiptHandle } of await receive()) queues.changeVisibility(WORK, ReceiptHandle ?? '', 0);
    await root.send(new StartMessageMoveTaskCommand({ SourceArn: DEAD }));
    const tasks = await root.send(new ListMessageMoveTasksCommand({ SourceArn: DEAD }));
    expect(tasks.Results).toEqual([
      expect.objectContaining({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }),
    ]);
    expect((await receive())[0]?.Body).toBe('bad');
    await expect(root.send(new StartMessageMoveTaskCommand({ SourceArn: WORK }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('waits for a message that comes later, up to WaitTimeSeconds', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    queues.send(WORK, { body: 'late' });
    expect((await waiting)[0]?.Body).toBe('late');
  });

  it('tells its URL and attributes, and purges', async () => {
    expect(await root.send(new GetQueueUrlCommand({ QueueName: 'work' }))).toMatchObject({ QueueUrl: QueueUrl() });
    queues.send(WORK, { body: '1' });
    const { Attributes } = await root.send(
      new GetQueueAttributesCommand({ QueueUrl: QueueUrl(), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '1', QueueArn: WORK });
    await root.send(new PurgeQueueCommand({ QueueUrl: QueueUrl() }));
    expect(queues.count(WORK).visible).toBe(0);
  });

  it('answers QueueDoesNotExist for another queue', async () => {
    await expect(root.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  async function receive(extra: Partial<ConstructorParameters<typeof ReceiveMessageCommand>[0]> = {}) {
    const { Messages } = await root.send(
      new ReceiveMessageCommand({ QueueUrl: QueueUrl(), MaxNumberOfMessages: 10, ...extra }),
    );
    return Messages ?? [];
  }
});

describe('what a queue keeps', () => {
  it('has every acknowledged message after it was opened anew, also those in flight', async () => {
    queues.send(WORK, { body: 'one' });
    queues.send(WORK, { body: 'two' });
    await queues.receive(WORK, { maxMessages: 1 });
    const reopened = open();
    const messages = await reopened.receive(WORK, { maxMessages: 10 });
    reopened.close();
    expect(messages.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
      ['one', 2],
      ['two', 1],
    ]);
  });
});

describe('attack: a role that may not', () => {
  it('is refused what its policies do not allow, by action and by queue', async () => {
    const sender = createClient('role', [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: WORK }]);
    const send = (name: string) =>
      sender.send(new SendMessageCommand({ QueueUrl: `${server.url}/${ACCOUNT}/${name}`, MessageBody: 'x' }));
    await expect(send('work')).resolves.toMatchObject({ MessageId: expect.any(String) });
    await expect(send('dead')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const purge = new PurgeQueueCommand({ QueueUrl: `${server.url}/${ACCOUNT}/work` });
    await expect(sender.send(purge)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is refused with a wrong secret, an unknown key and no signature', async () => {
    const forged = new SQSClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'ASIAFORGED', secretAccessKey: 'x' },
    });
    await expect(forged.send(new GetQueueUrlCommand({ QueueName: 'work' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const bare = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
      body: '{"QueueName":"work"}',
    });
    expect(await bare.json()).toMatchObject({ __type: 'com.amazonaws.sqs#MissingAuthenticationTokenException' });
  });
});

function open(): Queues {
  return createQueues({ path: join(directory, 'queues.sqlite'), definitions, now: Date.now });
}

function createClient(
  kind: 'root' | 'role',
  Statement: readonly { Effect: 'Allow'; Action: string; Resource: string }[],
): SQSClient {
  const credential = issueTemporaryCredential({
    kind,
    name: `arn:aws:iam::${ACCOUNT}:${kind}`,
    policies: [{ Statement }],
  });
  credentials.add(credential);
  return new SQSClient({ endpoint: server.url, region: 'us-east-1', credentials: credential });
}

function toDefinition(name: string, redrive: QueueDefinition['redrive']): QueueDefinition {
  return {
    name,
    arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
    receiveWaitSeconds: 0,
    maxMessageBytes: 262_144,
    redrive,
  };
}
