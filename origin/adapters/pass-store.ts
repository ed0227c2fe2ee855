/** How far a pass of reconcile has come: one row of the records table, which no job has. Needs dynamodb:GetItem and PutItem of its key. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { NOTHING_COMPARED, PASS_START, type PageCounts, type PassCursor } from '../core/reconcile.ts';

/** The partition of the row. */
export const PASS_PARTITION = 'RECONCILE';

export interface Pass extends PageCounts {
  readonly cursor: PassCursor;
  /** ISO 8601, UTC. */
  readonly began_at: string;
}

export interface PassStore {
  /** The pass under way; a new one where there is none. */
  read(): Promise<Pass>;
  write(pass: Pass): Promise<void>;
}

export interface PassStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly now: () => Date;
}

const KEY = { pk: PASS_PARTITION, sk: 'PASS' };

export function createPassStore({ client, table: TableName, now }: PassStoreOptions): PassStore {
  return {
    read: async () => {
      const { Item } = await client.send(new GetCommand({ TableName, Key: KEY, ConsistentRead: true }));
      return (Item as Pass | undefined) ?? startPass(now());
    },
    write: async (pass) => {
      await client.send(new PutCommand({ TableName, Item: { ...pass, ...KEY } }));
    },
  };
}

export function startPass(now: Date): Pass {
  return { cursor: PASS_START, began_at: now.toISOString(), ...NOTHING_COMPARED };
}
