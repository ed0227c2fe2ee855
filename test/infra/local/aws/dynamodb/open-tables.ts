/** Two tables of the local DynamoDB, with clients of the rights that a test gives. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamodb } from '../../../../../infra/local/aws/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../../../infra/local/aws/dynamodb/table-definition.ts';
import { createCredentialStore, issueTemporaryCredential } from '../../../../../infra/local/aws/iam/credentials.ts';
import type { PolicyStatement } from '../../../../../infra/local/aws/iam/policy-document.ts';

export const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table';

export interface OpenTables extends AsyncDisposable {
  /** A client of these rights; of every right without them. */
  connect(statements?: readonly PolicyStatement[]): DynamoDBDocumentClient;
}

export async function openPlainTables(dataDir?: string): Promise<OpenTables> {
  const credentials = createCredentialStore();
  const service = await createDynamodb({
    ...(dataDir === undefined ? {} : { dataDir }),
    tables: PLAIN_TABLES,
    credentials,
    region: 'us-east-1',
    accountId: '111122223333',
    now: Date.now,
  });
  const clients: DynamoDBDocumentClient[] = [];
  return {
    connect(statements) {
      const credential = issueTemporaryCredential({
        kind: statements ? 'role' : 'root',
        name: 'arn:aws:iam::111122223333:role/test',
        policies: [{ Statement: statements ?? [] }],
      });
      credentials.add(credential);
      const client = DynamoDBDocumentClient.from(
        new DynamoDBClient({ endpoint: service.url, region: 'us-east-1', credentials: credential, maxAttempts: 1 }),
      );
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await service.close();
    },
  };
}

export const PLAIN_TABLES: readonly TableDefinition[] = ['records', 'audit'].map((name) => ({
  name,
  partitionKey: 'pk',
  indexPartitionKeys: {},
  ttlAttribute: null,
  create: {
    TableName: name,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    BillingMode: 'PAY_PER_REQUEST',
  },
}));
