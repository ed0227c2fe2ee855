/** CloudFront's log of every request, in a private bucket of its own (standard logging v2: no bucket ACLs). */
import { Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LogBucket } from './log-bucket.ts';

export interface AccessLogsProps {
  readonly distribution: Distribution;
  readonly retentionDays: number;
}

/**
 * Fields that are kept. The query is left out: it holds the signature of an image URL, which is a key to the image
 * for as long as it lasts.
 */
const FIELDS = [
  'date',
  'time',
  'x-edge-location',
  'c-ip',
  'cs-method',
  'cs-uri-stem',
  'sc-status',
  'sc-bytes',
  'cs-bytes',
  'time-taken',
  'time-to-first-byte',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
  'x-edge-request-id',
  'cs(User-Agent)',
  'cs-protocol-version',
  'ssl-protocol',
  'c-country',
];

export class AccessLogs extends Construct {
  constructor(scope: Construct, id: string, { distribution, retentionDays }: AccessLogsProps) {
    super(scope, id);
    const { bucket, writable } = new LogBucket(this, 'Logs', {
      writer: 'delivery.logs.amazonaws.com',
      sid: 'WriteAccessLogs',
      retentionDays,
    });
    const name = `${Stack.of(this).stackName}-access`;
    const source = new CfnDeliverySource(this, 'Source', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name,
      destinationResourceArn: bucket.bucketArn,
      outputFormat: 'json',
    });
    destination.node.addDependency(writable);
    const delivery = new CfnDelivery(this, 'Delivery', {
      deliverySourceName: name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: FIELDS,
    });
    delivery.node.addDependency(source);
  }
}
