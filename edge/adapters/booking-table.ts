/**
 * The rows of bookings in the records table. A booking changes in one transaction of PartiQL statements, as its job and the audit entry
 * do: only PartiQL's INSERT cannot replace what is there (docs/decisions/0036-change-and-entry-in-one.md).
 */
import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  type BookingRecord,
  formatBookingEntryKey,
  formatBookingKey,
  formatSlotKey,
  formatStripeEventKey,
  type SlotRecord,
} from '../../origin/booking-record.ts';
import { formatJobKey, type RecordKey } from '../../origin/records.ts';
import type { BookedJobWrite, BookingCommit, BookingStore, CommitOutcome } from '../booking/booking-store.ts';
import { AppError } from '../problem.ts';
import { toAuditStatement } from './audit-table.ts';
import { AwsError } from './aws-client.ts';
import type { DynamodbTable, PartiqlStatement } from './dynamodb-table.ts';
import { toPartiqlUpdate } from './partiql-update.ts';

/** Codes by which a transaction says that another was in its way (API reference, TransactWriteItems). */
const BUSY = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
const REFUSED = ['ConditionalCheckFailed', 'DuplicateItem'];

export function createBookingTable(table: DynamodbTable, auditTable: string): BookingStore {
  return {
    readBooking: (bookingId) => table.get<BookingRecord>(formatBookingKey(bookingId)),
    readSlot: (slot) => table.get<SlotRecord>(formatSlotKey(slot)),
    hasEvent: async (eventId) => (await table.get(formatStripeEventKey(eventId))) !== null,
    commit: (commit) => commitRows(table, auditTable, commit),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

async function commitRows(
  table: DynamodbTable,
  auditTable: string,
  { before, after, event, slot, job }: BookingCommit,
): Promise<CommitOutcome> {
  const statements = [
    // First: its reason stands first.
    ...(event === null ? [] : [toInsertion(table.name, event)]),
    ...(before === after ? [] : toBookingStatements(table.name, before, after)),
    ...(slot === null ? [] : [toSlotStatement(table.name, slot)]),
    ...(job === null ? [] : toJobStatements(table.name, auditTable, { ...job, jobId: after.job_id })),
  ];
  if (statements.length === 0) return 'written';
  try {
    await table.executeAll(statements, randomUUID());
    return 'written';
  } catch (error) {
    const refusal = error instanceof AppError ? error.cause : error;
    const outcome = refusal instanceof AwsError ? judge(refusal.reasons, event !== null) : null;
    if (outcome === null) throw error;
    return outcome;
  }
}

function judge(reasons: readonly string[], hasEvent: boolean): CommitOutcome | null {
  if (hasEvent && reasons[0] === 'DuplicateItem') return 'known';
  if (reasons.some((reason) => REFUSED.includes(reason))) return 'refused';
  return reasons.some((reason) => BUSY.includes(reason)) ? 'busy' : null;
}

function toBookingStatements(
  table: string,
  before: BookingRecord | null,
  after: BookingRecord,
): readonly PartiqlStatement[] {
  if (before !== null) return [toReplacement(table, after, { revision: before.revision })];
  const { created_at, booking_id } = after;
  return [
    toInsertion(table, after),
    toInsertion(table, { ...formatBookingEntryKey(created_at, booking_id), booking_id } as RecordKey),
  ];
}

function toSlotStatement(table: string, { before, after }: NonNullable<BookingCommit['slot']>): PartiqlStatement {
  return before === null ? toInsertion(table, after) : toReplacement(table, after, { held: before.held });
}

function toJobStatements(
  table: string,
  auditTable: string,
  { update, row, entry, jobId }: BookedJobWrite & { readonly jobId: string },
): readonly PartiqlStatement[] {
  const values = marshall(update.ExpressionAttributeValues, { removeUndefinedValues: true });
  const planned = { ...update, key: formatJobKey(jobId), ExpressionAttributeValues: values };
  return [toPartiqlUpdate(table, planned, row), toAuditStatement(auditTable, entry)];
}

function toInsertion(table: string, row: RecordKey): PartiqlStatement {
  const members = Object.entries(marshall({ ...row }));
  const item = members.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO "${table}" VALUE {${item}}`, Parameters: members.map(([, value]) => value) };
}

/** Sets all members of a row that has those of `standing`. */
function toReplacement(table: string, { pk, sk, ...members }: RecordKey, standing: object): PartiqlStatement {
  const set = Object.entries(marshall(members));
  const where = Object.entries(marshall({ pk, sk, ...standing }));
  const changes = set.map(([name]) => `SET "${name}" = ?`).join(' ');
  const conditions = where.map(([name]) => `"${name}" = ?`).join(' AND ');
  return {
    Statement: `UPDATE "${table}" ${changes} WHERE ${conditions}`,
    Parameters: [...set, ...where].map(([, value]) => value),
  };
}
