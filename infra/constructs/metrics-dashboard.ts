/**
 * One CloudWatch dashboard, where a deployment asks for it (`cloudwatch_dashboard`): from a ticket to the album, then what fails, what waits and
 * what costs. What the edge counts stands in the region that answered, so those graphs have a line for each region near the users.
 */
import { Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Dashboard, GraphWidget, type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../edge/adapters/request-log.ts';
import { OLDEST_UNSENT } from '../../edge/adapters/unsent-metric.ts';
import { VIEWER_FUNCTIONS } from '../build/build-artifacts.ts';
import { toBackMetric } from './back-metric.ts';
import type { UploadQueue } from './pipeline.ts';
import { toEdgeMetric, toReplicaMetric } from './replica-metric.ts';
import { REQUEST_METRICS_ID } from './upload-storage.ts';

export interface MetricsDashboardProps {
  readonly deployment: string;
  /** us-east-1 and those near the users. */
  readonly regions: readonly string[];
  readonly distribution: Distribution;
  readonly edgeFunctions: readonly IFunction[];
  readonly uploads: IBucket;
  readonly uploadQueue: UploadQueue;
  readonly developPhoto: IFunction;
  readonly table: Table;
}

const PERIOD = Duration.minutes(5);
const SUM = { period: PERIOD, statistic: Stats.SUM };
const MAXIMUM = { period: PERIOD, statistic: Stats.MAXIMUM };

export class MetricsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: MetricsDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `Edgeshot-${props.deployment}`,
      defaultInterval: Duration.days(1),
      widgets: [toArrival(props), toFailures(props), toWaiting(props), toEdge(props), toCosts(props)],
    });
  }
}

/** Tickets that were issued, and what came of them. */
function toArrival(props: MetricsDashboardProps): GraphWidget[] {
  const { uploads, uploadQueue } = props;
  return [
    graph('Tickets issued', countAtEdge(props, 'tickets_issued')),
    graph('Photos stored', [uploadQueue.queue.metricNumberOfMessagesSent({ ...SUM, label: 'events of the bucket' })]),
    graph('Uploads as S3 saw them', [
      ofBucket(uploads, 'PostRequests', Stats.SUM),
      ofBucket(uploads, 'PutRequests', Stats.SUM),
    ]),
    graph('From the ticket to the bucket (s), 50 and 95 of 100', [
      toBackMetric(props.deployment, 'ticketToStored', Stats.percentile(50)),
      toBackMetric(props.deployment, 'ticketToStored', Stats.percentile(95)),
    ]),
  ];
}

function toFailures(props: MetricsDashboardProps): GraphWidget[] {
  const { distribution, uploads, developPhoto } = props;
  return [
    graph('Refused: no token, or not allowed', countAtEdge(props, 'denied')),
    graph('Failed at the edge (5xx)', countAtEdge(props, 'failed')),
    graph('What users see (%)', [
      distribution.metric4xxErrorRate({ period: PERIOD }),
      distribution.metric5xxErrorRate({ period: PERIOD }),
    ]),
    graph('Errors of the uploads bucket and of developing', [
      ofBucket(uploads, '4xxErrors', Stats.SUM),
      ofBucket(uploads, '5xxErrors', Stats.SUM),
      developPhoto.metricErrors(SUM),
    ]),
    graph('How long S3 takes over a request (ms)', [ofBucket(uploads, 'TotalRequestLatency', Stats.percentile(95))]),
  ];
}

function toWaiting({ deployment, uploadQueue, developPhoto }: MetricsDashboardProps): GraphWidget[] {
  const unsent = new Metric({ ...OLDEST_UNSENT, ...MAXIMUM, dimensionsMap: { stage: deployment } });
  return [
    graph('Photos unsent on a phone (s)', [unsent]),
    graph('Oldest photo in the queue (s)', [uploadQueue.queue.metricApproximateAgeOfOldestMessage(MAXIMUM)]),
    graph('Photos not developed, not recorded, absent', [
      ...(['undeveloped', 'unrecorded', 'absent'] as const).map((name) => toBackMetric(deployment, name)),
      uploadQueue.deadLetters.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    ]),
    graph('Developing (ms)', [
      developPhoto.metricDuration({ period: PERIOD, statistic: Stats.percentile(50) }),
      developPhoto.metricDuration({ period: PERIOD, statistic: Stats.percentile(95) }),
    ]),
  ];
}

function toEdge(props: MetricsDashboardProps): GraphWidget[] {
  const { edgeFunctions, regions, deployment, distribution } = props;
  const ofFunctions = (metricName: 'Errors' | 'Throttles') =>
    regions.flatMap((region) =>
      edgeFunctions.map(({ functionName }) => toReplicaMetric(functionName, metricName, region)),
    );
  const ofViewers = (metricName: string, statistic: string) =>
    VIEWER_FUNCTIONS.map((name) => {
      const dimensionsMap = { FunctionName: `edgeshot-${deployment}-${name}`, Region: 'Global' };
      return new Metric({ namespace: 'AWS/CloudFront', metricName, dimensionsMap, period: PERIOD, statistic });
    });
  return [
    graph('Latency at the edge, 95 of 100 (ms)', searchAtEdge(props, { metricName: 'latency', statistic: 'p95' })),
    graph('Cold starts', countAtEdge(props, 'cold')),
    graph('Edge functions: errors and throttles', [...ofFunctions('Errors'), ...ofFunctions('Throttles')]),
    graph('Edge functions, all regions: failed, response refused, turned away', [
      ...(['LambdaExecutionError', 'LambdaValidationError', 'LambdaLimitExceededErrors'] as const).map((name) =>
        toEdgeMetric(distribution, name),
      ),
    ]),
    graph('CloudFront Functions: share of their time (%), errors', [
      ...ofViewers('FunctionComputeUtilization', Stats.MAXIMUM),
      ...ofViewers('FunctionExecutionErrors', Stats.SUM),
    ]),
  ];
}

function toCosts({ distribution, uploads, table }: MetricsDashboardProps): GraphWidget[] {
  const size = new Metric({
    namespace: 'AWS/S3',
    metricName: 'BucketSizeBytes',
    dimensionsMap: { BucketName: uploads.bucketName, StorageType: 'StandardStorage' },
    period: Duration.days(1),
    statistic: Stats.AVERAGE,
  });
  return [
    graph('Requests', [distribution.metricRequests(SUM)]),
    graph('Bytes', [distribution.metricBytesDownloaded(SUM), distribution.metricBytesUploaded(SUM)]),
    graph('Records: units read and written', [
      table.metricConsumedReadCapacityUnits(SUM),
      table.metricConsumedWriteCapacityUnits(SUM),
    ]),
    graph('Bytes kept', [size]),
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 6, height: 5 });
}

function countAtEdge(props: MetricsDashboardProps, metricName: string): IMetric[] {
  return searchAtEdge(props, { metricName, statistic: 'Sum' });
}

/** A search finds the metric of every route. */
function searchAtEdge(
  { regions, deployment }: MetricsDashboardProps,
  { metricName, statistic }: { readonly metricName: string; readonly statistic: string },
): IMetric[] {
  const schema = `{${METRICS_NAMESPACE},stage,route} stage="${deployment}" MetricName="${metricName}"`;
  const combine = statistic === 'Sum' ? 'SUM' : 'MAX';
  return regions.map(
    (region) =>
      new MathExpression({
        expression: `${combine}(SEARCH('${schema}', '${statistic}', ${PERIOD.toSeconds()}))`,
        label: region,
        period: PERIOD,
        searchRegion: region,
      }),
  );
}

function ofBucket({ bucketName }: IBucket, metricName: string, statistic: string): Metric {
  const dimensionsMap = { BucketName: bucketName, FilterId: REQUEST_METRICS_ID };
  return new Metric({ namespace: 'AWS/S3', metricName, dimensionsMap, period: PERIOD, statistic });
}
