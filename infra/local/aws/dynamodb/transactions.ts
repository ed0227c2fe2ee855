/**
 * Transactions as DynamoDB has them (Developer Guide, "DynamoDB transactions: how it works"): all or nothing, by itself,
 * refused where another one is at the same item, and done once for each ClientRequestToken of ten minutes.
 * Departures: tokens do not outlive the process; DynamoDB notices a conflict between two transactions, which here is
 * that the second came while the first had not ended.
 */
import { createHash } from 'node:crypto';
import { ServiceError } from '../json-protocol/errors.ts';
import type { ServiceResponse } from '../json-protocol/server.ts';
import { type CancellationReason, commitWrites, type Store } from './commit-writes.ts';
import { sumCapacity } from './consumed-capacity.ts';
import type { EngineResponse } from './engine.ts';
import { createFairLock } from './fair-lock.ts';
import { checkTransaction, formatItemId, type ItemWrite, type RequestFields } from './item-write.ts';

export interface Transactions {
  /** @throws {ServiceError} when the request is wrong in itself, or its token was used for another. */
  write(writes: readonly ItemWrite[], options: { readonly input: RequestFields }): Promise<ServiceResponse>;
  /** Reads of one moment: what a transaction has half written is not seen. */
  read(items: readonly ReadItem[], work: () => Promise<ServiceResponse>): Promise<ServiceResponse>;
  /**
   * Any other operation, with the items that it writes by name.
   * @throws {ServiceError} when a transaction is at one of them.
   */
  run<T>(written: readonly ReadItem[], work: () => Promise<T>): Promise<T>;
}

type ReadItem = Pick<ItemWrite, 'table' | 'key'>;

const TOKEN_LIFE_MS = 10 * 60_000;
const CONFLICT = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

export function createTransactions(store: Store, now: () => number): Transactions {
  const lock = createFairLock();
  const busy = new Set<string>();
  const once = createOnce(now);

  const conflicts = (items: readonly ReadItem[]) =>
    items.some((item) => busy.has(formatItemId(item)))
      ? items.map((item) => (busy.has(formatItemId(item)) ? CONFLICT : { Code: 'None' }))
      : null;

  const commit = async (writes: readonly ItemWrite[], input: RequestFields): Promise<ServiceResponse> => {
    const refused = conflicts(writes);
    if (refused) return toCancelled(refused);
    const ids = writes.map(formatItemId);
    for (const id of ids) busy.add(id);
    try {
      const measured = writes.map((write) => withCapacity(write, input));
      const { reasons, responses } = await lock.exclusive(() => commitWrites(measured, store));
      return reasons ? toCancelled(reasons) : toWritten(responses, input);
    } finally {
      for (const id of ids) busy.delete(id);
    }
  };

  return {
    async write(writes, { input }) {
      checkTransaction(writes);
      return once(input, () => commit(writes, input));
    },
    async read(items, work) {
      const refused = conflicts(items);
      return refused ? toCancelled(refused) : lock.shared(work);
    },
    async run(written, work) {
      if (conflicts(written)) throw new ServiceError('TransactionConflictException', CONFLICT.Message);
      return lock.shared(work);
    },
  };
}

function withCapacity(write: ItemWrite, { ReturnConsumedCapacity }: RequestFields): ItemWrite {
  return ReturnConsumedCapacity === undefined ? write : { ...write, input: { ...write.input, ReturnConsumedCapacity } };
}

function toWritten(responses: readonly EngineResponse[], input: RequestFields): ServiceResponse {
  // A transaction prepares and commits: two units for one.
  const capacity = sumCapacity(responses, 2);
  const Responses = input.TransactStatements === undefined ? {} : { Responses: responses.map(() => ({})) };
  return { status: 200, body: JSON.stringify({ ...Responses, ...capacity }) };
}

function toCancelled(reasons: readonly CancellationReason[]): ServiceResponse {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const body = {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  };
  return { status: 400, body: JSON.stringify(body) };
}

/** Does what has one token once. What failed may be tried again. */
function createOnce(now: () => number) {
  const done = new Map<string, { hash: string; atMs: number; response: ServiceResponse | null }>();
  return async (input: RequestFields, work: () => Promise<ServiceResponse>): Promise<ServiceResponse> => {
    const { ClientRequestToken: token } = input;
    if (typeof token !== 'string') return work();
    for (const [key, { atMs }] of done) if (now() - atMs > TOKEN_LIFE_MS) done.delete(key);
    const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    const before = done.get(token);
    if (before && before.hash !== hash) {
      throw new ServiceError('IdempotentParameterMismatchException', 'The token was used with other parameters.');
    }
    if (before?.response) return before.response;
    if (before) {
      throw new ServiceError('TransactionInProgressException', 'The transaction of this token is in progress.');
    }
    const mine = { hash, atMs: now(), response: null as ServiceResponse | null };
    done.set(token, mine);
    try {
      const response = await work();
      if (response.status === 200) mine.response = response;
      return response;
    } finally {
      if (mine.response === null) done.delete(token);
    }
  };
}
