/**
 * Writes all items of a transaction or none. Each is written by dynalite under its own condition; if one refuses, what
 * the others replaced is put back. Only right while nobody else reads or writes: the caller sees to that.
 */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import type { CallEngine, EngineResponse } from './engine.ts';
import type { ItemWrite, RequestFields } from './item-write.ts';
import type { ItemImage, UndoJournal } from './undo-journal.ts';

/** A member of `CancellationReasons`. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export interface CommitResult {
  /** In the order of the writes; null when all are written. */
  readonly reasons: readonly CancellationReason[] | null;
  readonly responses: readonly EngineResponse[];
}

export interface Store {
  readonly call: CallEngine;
  readonly journal: UndoJournal;
}

/** @throws {ServiceError} when an expression is wrong in itself. */
export async function commitWrites(writes: readonly ItemWrite[], { call, journal }: Store): Promise<CommitResult> {
  const images = await Promise.all(writes.map((write) => readImage(write, call)));
  await journal.write(images);
  const responses = await Promise.all(writes.map(({ operation, input }) => call(operation, input)));
  const isCommitted = responses.every(({ status }) => status === 200);
  const undone = images.filter((_, index) => !isCommitted || writes[index]?.isCheck);
  await putBack(undone, call);
  await journal.clear();
  if (isCommitted) return { reasons: null, responses };
  const reasons = responses.map((response, index) => toReason(response, writes[index], images[index]));
  return { reasons, responses };
}

/** Undoes the transaction in which the process ended, if there was one. */
export async function recoverWrites({ call, journal }: Store): Promise<void> {
  await putBack(await journal.read(), call);
  await journal.clear();
}

async function readImage({ table, key }: ItemWrite, call: CallEngine): Promise<ItemImage> {
  const { status, body } = await call('GetItem', { TableName: table, Key: key, ConsistentRead: true });
  // A key of the wrong shape has no item; the write's own refusal tells why.
  const { Item }: { Item?: RequestFields } = status === 200 ? JSON.parse(String(body)) : {};
  return { table, key, item: Item ?? null };
}

async function putBack(images: readonly ItemImage[], call: CallEngine): Promise<void> {
  const responses = await Promise.all(
    images.map(({ table, key, item }) =>
      item === null
        ? call('DeleteItem', { TableName: table, Key: key })
        : call('PutItem', { TableName: table, Item: item }),
    ),
  );
  // A 400 is a key that no item can have.
  const failed = responses.find(({ status }) => status >= 500);
  if (failed) throw new Error(`A transaction could not be undone: ${failed.body}`);
}

function toReason(
  { status, body }: EngineResponse,
  write: ItemWrite | undefined,
  image: ItemImage | undefined,
): CancellationReason {
  if (status === 200) return { Code: 'None' };
  const { code, message } = readEngineFailure(body);
  if (code === 'ConditionalCheckFailedException') {
    if (write?.isInsert) return { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' };
    const Item = write?.tellsItem && image?.item ? { Item: image.item } : {};
    return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...Item };
  }
  // What no item could ever satisfy is the request's fault, not the transaction's.
  if (code !== 'ValidationException' || /Expression|^1 validation error|^Value provided/.test(message)) {
    throw new ServiceError(code, message, { status });
  }
  return { Code: 'ValidationError', Message: message };
}

/** Code and text of a refusal of dynalite. */
export function readEngineFailure(body: Buffer): { readonly code: string; readonly message: string } {
  const failure: unknown = JSON.parse(String(body));
  const { __type, message, Message } = isRecord(failure) ? failure : {};
  return { code: String(__type).replace(/^.*#/, ''), message: String(message ?? Message ?? '') };
}
