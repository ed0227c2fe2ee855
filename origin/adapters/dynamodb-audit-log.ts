/** The audit table as an AuditLog. Needs dynamodb:PartiQLInsert on it, and no other permission. */
import { DuplicateItemException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditLog, formatAuditInsert } from '../audit-log.ts';

export function createDynamodbAuditLog(client: DynamoDBDocumentClient, auditTable: string): AuditLog {
  return {
    append: async (record) => {
      try {
        await client.send(new ExecuteStatementCommand(formatAuditInsert(auditTable, record)));
      } catch (error) {
        if (!(error instanceof DuplicateItemException)) throw error;
      }
    },
  };
}
