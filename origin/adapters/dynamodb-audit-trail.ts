/** The audit table as an AuditTrail. Needs dynamodb:PartiQLInsert on it, and nothing else will do. */
import { DuplicateItemException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditTrail } from '../core/audit-trail.ts';
import { formatAuditInsert } from '../records.ts';

export function createDynamodbAuditTrail(client: DynamoDBDocumentClient, auditTable: string): AuditTrail {
  return {
    append: async (entry) => {
      try {
        await client.send(new ExecuteStatementCommand(formatAuditInsert(auditTable, entry)));
      } catch (error) {
        if (!(error instanceof DuplicateItemException)) throw error;
      }
    },
  };
}
