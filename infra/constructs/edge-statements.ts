/** What the roles of the edge functions are allowed, by kinds of resources. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { OLDEST_UNSENT } from '../../edge/adapters/unsent-metric.ts';
import { formatJobKey } from '../../origin/record-key.ts';

/** A replica logs in the region where it ran, under the name that CloudFormation makes of the stack's and this id. */
export function writeLogs(scope: Construct, id: string): PolicyStatement {
  const stack = Stack.of(scope);
  const groups = `/aws/lambda/us-east-1.${stack.stackName}-${scope.node.id}${id}*`;
  const arn = stack.formatArn({
    service: 'logs',
    region: '*',
    resource: 'log-group',
    resourceName: groups,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new PolicyStatement({
    sid: 'WriteLogs',
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [arn],
  });
}

export function readSecret(sid: string, secretArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: ['secretsmanager:GetSecretValue'],
    resources: [...secretArns],
  });
}

/** PutMetricData knows no resources: the namespace is the bound. */
export function reportUnsent(): PolicyStatement {
  return new PolicyStatement({
    sid: 'ReportUnsentPhotos',
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': OLDEST_UNSENT.namespace } },
  });
}

/** Allows `actions` on rows of jobs. Scan is never among them: it names no key, and this condition would let it pass. */
export function ofJobs(table: string, sid: string, actions: string[]): PolicyStatement {
  return ofRows(table, sid, { actions, keys: [`${formatJobKey('').pk}*`] });
}

interface RowActions {
  readonly actions: string[];
  /** Patterns of partition keys. */
  readonly keys: string[];
}

export function ofRows(table: string, sid: string, { actions, keys }: RowActions): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions,
    resources: [table],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
  });
}
