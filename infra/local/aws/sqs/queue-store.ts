/**
 * The queues' messages in one SQLite file. Every change is on the disk before the call returns (write-ahead log,
 * synchronous), so a message that was acknowledged outlives a kill at any moment.
 */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { DataFileError } from '../data-file-error.ts';

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  /** JSON of the message attributes, as they were sent. */
  readonly attributes: string;
  readonly sentAtMs: number;
  readonly receiveCount: number;
  readonly firstReceivedAtMs: number;
  readonly receiptHandle: string;
  /** ARN of the queue that gave it up; null outside a dead-letter queue. */
  readonly sourceArn: string | null;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export interface ReceiveOptions {
  readonly maxMessages: number;
  readonly visibilityTimeoutMs: number;
  readonly retentionMs: number;
  readonly redrive: RedrivePolicy | null;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Queues are named by their ARN. Times are Unix milliseconds. */
export interface QueueStore {
  send(
    queue: string,
    message: { readonly body: string; readonly attributes: string },
    times: { readonly nowMs: number; readonly visibleAtMs: number },
  ): string;
  receive(queue: string, nowMs: number, options: ReceiveOptions): readonly StoredMessage[];
  /** Tells whether the handle was of a message that is still there; a stale handle deletes nothing. */
  delete(queue: string, receiptHandle: string): boolean;
  changeVisibility(queue: string, receiptHandle: string, visibleAtMs: number): boolean;
  purge(queue: string): void;
  count(queue: string, nowMs: number): QueueCounts;
  /** When the next message that is now hidden comes back; null when none is hidden. */
  nextVisibleAtMs(queue: string, nowMs: number): number | null;
  /** Moves a dead-letter queue's messages to `destination`, or to where each came from. Returns how many. */
  redrive(deadLetterQueue: string, destination: string | null, nowMs: number): number;
  /** Makes every message that was in flight visible: after a restart nobody holds one any more. */
  releaseInFlight(): void;
  close(): void;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0,
    first_received_at INTEGER NOT NULL DEFAULT 0,
    receipt_handle TEXT NOT NULL DEFAULT '',
    source_arn TEXT
  );
  CREATE INDEX IF NOT EXISTS message_by_visibility ON message (queue, visible_at, sequence);
  CREATE INDEX IF NOT EXISTS message_by_handle ON message (queue, receipt_handle);`;

/** @throws {DataFileError} when the file cannot be opened. */
export function createQueueStore(path: string): QueueStore {
  const database = openDatabase(path);
  const statements = prepareStatements(database);
  const receive = createReceive(statements);

  return {
    send(queue, { body, attributes }, { nowMs, visibleAtMs }) {
      const id = randomUUID();
      statements.send.run(queue, id, body, attributes, nowMs, visibleAtMs);
      return id;
    },
    receive: (queue, nowMs, options) => withTransaction(database, () => receive(queue, nowMs, options)),
    delete: (queue, receiptHandle) => Number(statements.delete.run(queue, receiptHandle).changes) > 0,
    changeVisibility: (queue, receiptHandle, visibleAtMs) =>
      Number(statements.changeVisibility.run(visibleAtMs, queue, receiptHandle).changes) > 0,
    purge: (queue) => void statements.purge.run(queue),
    count(queue, nowMs) {
      const row = statements.count.get(nowMs, nowMs, nowMs, queue);
      return {
        visible: Number(row?.visible ?? 0),
        inFlight: Number(row?.in_flight ?? 0),
        delayed: Number(row?.delayed ?? 0),
      };
    },
    nextVisibleAtMs(queue, nowMs) {
      const at = statements.nextVisible.get(queue, nowMs)?.at;
      return typeof at === 'number' ? at : null;
    },
    redrive: (queue, destination, nowMs) =>
      Number(statements.redrive.run(destination, nowMs, queue, destination).changes),
    releaseInFlight: () => void statements.release.run(),
    close: () => database.close(),
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path);
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    throw new DataFileError(path, error);
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function createReceive(statements: Statements): QueueStore['receive'] {
  return (queue, nowMs, { maxMessages, visibilityTimeoutMs, retentionMs, redrive }) => {
    statements.expire.run(queue, nowMs - retentionMs);
    const received: StoredMessage[] = [];
    let lastSequence = 0;
    while (received.length < maxMessages) {
      const row = statements.next.get(queue, nowMs, lastSequence);
      if (!row) break;
      lastSequence = Number(row.sequence);
      const receiveCount = Number(row.receive_count) + 1;
      if (redrive && receiveCount > redrive.maxReceiveCount) {
        statements.giveUp.run(redrive.deadLetterTargetArn, queue, nowMs, lastSequence);
        continue;
      }
      const receiptHandle = randomUUID();
      const firstReceivedAtMs = Number(row.first_received_at) || nowMs;
      statements.take.run(receiveCount, firstReceivedAtMs, receiptHandle, nowMs + visibilityTimeoutMs, lastSequence);
      received.push(toMessage(row, { receiveCount, firstReceivedAtMs, receiptHandle }));
    }
    return received;
  };
}

function prepareStatements(database: DatabaseSync) {
  return {
    send: database.prepare(
      'INSERT INTO message (queue, id, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    expire: database.prepare('DELETE FROM message WHERE queue = ? AND sent_at < ?'),
    next: database.prepare(
      'SELECT * FROM message WHERE queue = ? AND visible_at <= ? AND sequence > ? ORDER BY sequence LIMIT 1',
    ),
    take: database.prepare(
      'UPDATE message SET receive_count = ?, first_received_at = ?, receipt_handle = ?, visible_at = ? WHERE sequence = ?',
    ),
    giveUp: database.prepare(
      "UPDATE message SET queue = ?, source_arn = ?, visible_at = ?, receive_count = 0, first_received_at = 0, receipt_handle = '' WHERE sequence = ?",
    ),
    delete: database.prepare('DELETE FROM message WHERE queue = ? AND receipt_handle = ?'),
    changeVisibility: database.prepare('UPDATE message SET visible_at = ? WHERE queue = ? AND receipt_handle = ?'),
    purge: database.prepare('DELETE FROM message WHERE queue = ?'),
    count: database.prepare(
      "SELECT sum(visible_at <= ?) AS visible, sum(visible_at > ? AND receipt_handle != '') AS in_flight, sum(visible_at > ? AND receipt_handle = '') AS delayed FROM message WHERE queue = ?",
    ),
    nextVisible: database.prepare('SELECT min(visible_at) AS at FROM message WHERE queue = ? AND visible_at > ?'),
    redrive: database.prepare(
      "UPDATE message SET queue = coalesce(?, source_arn), source_arn = NULL, visible_at = ?, receive_count = 0, first_received_at = 0, receipt_handle = '' WHERE queue = ? AND coalesce(?, source_arn) IS NOT NULL",
    ),
    release: database.prepare("UPDATE message SET visible_at = 0 WHERE receipt_handle != ''"),
  };
}

function withTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function toMessage(
  row: Readonly<Record<string, unknown>>,
  taken: Pick<StoredMessage, 'receiveCount' | 'firstReceivedAtMs' | 'receiptHandle'>,
): StoredMessage {
  return {
    id: String(row.id),
    body: String(row.body),
    attributes: String(row.attributes),
    sentAtMs: Number(row.sent_at),
    sourceArn: typeof row.source_arn === 'string' ? row.source_arn : null,
    ...taken,
  };
}
