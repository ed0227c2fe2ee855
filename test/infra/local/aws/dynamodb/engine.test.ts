import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { openPlainTables } from './open-tables.ts';

it('never ends a connection between front and engine by itself: a busy machine may not have read what stands in it', async () => {
  await using tables = await openPlainTables();
  const client = tables.connect();
  const front = await client.config.endpoint?.();
  const promised: unknown[] = [];
  const note = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (request.socket?.remotePort !== front?.port) promised.push(response.headers['keep-alive']);
  };
  subscribe('http.client.response.finish', note);
  onTestFinished(() => void unsubscribe('http.client.response.finish', note));
  await client.send(new GetCommand({ TableName: 'records', Key: { pk: 'a', sk: 'b' } }));
  expect(promised).toEqual([undefined]);
});
