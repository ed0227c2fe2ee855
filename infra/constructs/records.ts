/** The two tables of origin/records.ts. What may be done to the second is in docs/decisions/0001-audit-log-table.md. */
import { AttributeType, BillingMode, ProjectionType, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { ALBUM_INDEX, ALBUM_SORT } from '../../origin/album-index.ts';
import { ALBUM_ROW } from '../../origin/album-row.ts';
import { JOB_INDEXES } from '../../origin/job-records.ts';
import { TTL_ATTRIBUTE } from '../../origin/records.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import { KEPT } from './kept.ts';

/** Encryption at rest is DynamoDB's own, always on. */
const TABLE: Omit<TableProps, 'timeToLiveAttribute' | 'deletionProtection'> = {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  removalPolicy: KEPT,
};

export class Records extends Construct {
  readonly table: Table;
  readonly audit: Table;

  constructor(scope: Construct, id: string, { deletionProtection }: Pick<DeploymentConfig, 'deletionProtection'>) {
    super(scope, id);
    this.table = new Table(this, 'Table', { ...TABLE, deletionProtection, timeToLiveAttribute: TTL_ATTRIBUTE });
    for (const [indexName, sortKey] of Object.entries(JOB_INDEXES)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: 'member', type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: ['job_id', 'status'],
      });
    }
    this.table.addLocalSecondaryIndex({
      indexName: ALBUM_INDEX,
      sortKey: { name: ALBUM_SORT, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [ALBUM_ROW],
    });
    this.audit = new Table(this, 'Audit', { ...TABLE, deletionProtection });
  }
}
