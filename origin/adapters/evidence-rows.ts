/**
 * The rows of evidence in the records table. Needs dynamodb:GetItem, PartiQLInsert and PartiQLUpdate on those, and PartiQLInsert on the
 * audit table: a row and its entry are one transaction.
 */
import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ExecuteTransactionCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditInsert, formatAuditInsert } from '../audit-log.ts';
import type { EvidenceRows } from '../dispute/ports.ts';
import { type EvidenceRecord, formatEvidenceKey } from '../evidence-record.ts';

export interface EvidenceRowsOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly auditTable: string;
}

/** Another transaction at the same row is over in milliseconds. */
const MAX_TRIES = 6;
const FIRST_WAIT_MS = 10;
/** What a transaction says when the row is not as it was read. */
const REFUSED = ['ConditionalCheckFailed', 'DuplicateItem'];

export function createEvidenceRows({ client, table, auditTable }: EvidenceRowsOptions): EvidenceRows {
  return {
    async read(disputeId) {
      const wanted = { TableName: table, Key: formatEvidenceKey(disputeId), ConsistentRead: true };
      return ((await client.send(new GetCommand(wanted))).Item ?? null) as EvidenceRecord | null;
    },
    async replace(before, after, entry) {
      const row = before === null ? toInsertion(table, after) : toChange(table, before, after);
      const statements = [row, ...(entry === null ? [] : [formatAuditInsert(auditTable, entry)])];
      for (let tries = 1; ; tries += 1) {
        const outcome = await tryOnce(client, statements, tries < MAX_TRIES);
        if (outcome !== 'busy') return outcome === 'written';
        await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** tries));
      }
    },
  };
}

type Outcome = 'written' | 'refused' | 'busy';

async function tryOnce(
  client: DynamoDBDocumentClient,
  TransactStatements: readonly AuditInsert[],
  mayComeAgain: boolean,
): Promise<Outcome> {
  try {
    const transaction = { TransactStatements: [...TransactStatements], ClientRequestToken: randomUUID() };
    await client.send(new ExecuteTransactionCommand(transaction));
    return 'written';
  } catch (error) {
    const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
    const has = (codes: readonly string[]) => reasons.some(({ Code }) => codes.includes(Code ?? ''));
    if (has(REFUSED)) return 'refused';
    if (has(['TransactionConflict']) && mayComeAgain) return 'busy';
    throw error;
  }
}

function toInsertion(table: string, row: EvidenceRecord): AuditInsert {
  const members = Object.entries(row);
  const item = members.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO "${table}" VALUE {${item}}`, Parameters: members.map(([, value]) => value) };
}

/** Its state, and the document that counts: of two that write at once, the one that has read the row as it is. */
function toChange(table: string, before: EvidenceRecord, after: EvidenceRecord): AuditInsert {
  const { pk, sk, state, at, file_id, sha256, pages } = after;
  const set = Object.entries({ state, at, file_id, sha256, pages });
  const where = Object.entries({ pk, sk, state: before.state, file_id: before.file_id });
  const changes = set.map(([name]) => `SET "${name}" = ?`).join(' ');
  const conditions = where.map(([name]) => `"${name}" = ?`).join(' AND ');
  return {
    Statement: `UPDATE "${table}" ${changes} WHERE ${conditions}`,
    Parameters: [...set, ...where].map(([, value]) => value),
  };
}
