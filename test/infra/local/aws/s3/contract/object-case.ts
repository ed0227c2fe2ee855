/** What the cases of objects have in common: a key of their own, and short calls of the official client. */
import assert from 'node:assert/strict';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { ContractCase, ContractContext } from './target.ts';

let serial = 0;

/** A case with a key of its own in the versioned bucket. */
export function objectCase(
  name: string,
  run: (context: ContractContext, place: { Bucket: string; Key: string }) => Promise<void>,
  ceph?: string,
): ContractCase {
  return {
    name: `object: ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: (context) => {
      serial += 1;
      return run(context, { Bucket: context.bucket, Key: `objects/${serial}` });
    },
  };
}

/** @throws {AssertionError} when the call succeeds, or fails otherwise. */
export async function refusedWithStatus(promise: Promise<unknown>, status: number, name?: string): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof Error && '$metadata' in error, String(error));
    assert.deepEqual(
      { status: (error.$metadata as { httpStatusCode?: number }).httpStatusCode, name: name ?? error.name },
      { status, name: error.name },
    );
    return true;
  });
}

export async function getObjectText({ client }: ContractContext, input: GetObjectCommandInput): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand(input));
  return (await Body?.transformToString()) ?? '';
}

/** Puts `hello` where no other body is given. */
export function putHelloObject({ client }: ContractContext, input: PutObjectCommandInput) {
  return client.send(new PutObjectCommand({ Body: 'hello', ...input }));
}
