/**
 * The alarms: photos that could not be developed or recorded, what bucket or records lack, photos that wait (in the queue or on a
 * phone), and errors that users see.
 */
import { Aws, Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { OLDEST_UNSENT } from '../../edge/adapters/unsent-metric.ts';
import { UNSENT_TOO_LONG_SECONDS } from '../../edge/api.ts';
import type { AlarmRule, CreateAlarm } from './alarm-rule.ts';
import { toBackMetric } from './back-metric.ts';
import { type PaymentAlarmsProps, watchPayments } from './payment-alarms.ts';
import type { UploadQueue } from './pipeline.ts';
import type { Records } from './records.ts';
import { toEdgeMetric, toReplicaMetric } from './replica-metric.ts';

export interface AlarmsProps {
  readonly deployment: string;
  readonly uploadQueue: UploadQueue;
  readonly developPhoto: IFunction;
  /** Null: this deployment does not compare by itself. */
  readonly reconcile: IFunction | null;
  /** Null: photos of jobs that are over stay. */
  readonly enforceRetention: IFunction | null;
  /** Null: this deployment takes no payments. */
  readonly payments: PaymentAlarmsProps['payments'];
  readonly records: Records;
  readonly distribution: Distribution;
  readonly edgeFunctions: readonly IFunction[];
  /** Null: the alarms are only shown in CloudWatch. */
  readonly email: string | null;
}

/** A photo is in its album seconds after it arrived; a quarter of an hour means that something is stuck. */
const MAX_QUEUE_AGE_SECONDS = 900;
const MAX_SERVER_ERRORS_PERCENT = 5;

export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { email } = props;
    const topic = email === null ? null : this.createTopic(email);
    const create = (name: string, metric: IMetric, rule: AlarmRule) => {
      const { description, threshold, evaluationPeriods = 1, staysUntilNext = false } = rule;
      const alarm = new Alarm(this, name, {
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: staysUntilNext ? TreatMissingData.IGNORE : TreatMissingData.NOT_BREACHING,
      });
      if (topic) alarm.addAlarmAction(new SnsAction(topic));
    };
    watchPipeline(create, props);
    watchComparison(create, props);
    watchRetention(create, props);
    watchUsers(create, props);
    watchPayments(create, props);
  }

  private createTopic(email: string): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    // `enforceSSL` makes a policy of one denial, which replaces SNS's default one: without this no alarm could publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'PublishAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }
}

function watchPipeline(create: CreateAlarm, props: AlarmsProps): void {
  const { uploadQueue, developPhoto, records } = props;
  const maximum = { period: Duration.minutes(5), statistic: Stats.MAXIMUM };
  const sum = { period: Duration.minutes(5), statistic: Stats.SUM };
  create('Undeveloped', toBackMetric(props.deployment, 'undeveloped'), {
    description:
      'A photo could not be developed after five tries. It is in its album, without a picture. Read the log of DevelopPhoto, mend the cause, then `npm run redrive`.',
    threshold: 0,
  });
  create('DeadLetters', toLeftOver(uploadQueue), {
    description:
      'A dead letter could not even be recorded, for a quarter of an hour. Read the log of RecordDeadLetters; it is tried for 14 days.',
    threshold: 0,
    evaluationPeriods: 3,
  });
  create('QueueAge', uploadQueue.queue.metricApproximateAgeOfOldestMessage(maximum), {
    description:
      'Photos wait to be developed. See whether DevelopPhoto fails or is throttled (its log and metrics); nothing is lost meanwhile.',
    threshold: MAX_QUEUE_AGE_SECONDS,
  });
  create('DevelopThrottled', developPhoto.metricThrottles(sum), {
    description:
      'Lambda has no room for DevelopPhoto in us-east-1, where the edge functions share it. Ask for more concurrent executions (Service Quotas).',
    threshold: 0,
    evaluationPeriods: 3,
  });
  create('RecordsThrottled', toThrottled(records), {
    description:
      'DynamoDB turns requests for the records away. Look for a job that is asked for again and again (npm run audit), then ask AWS.',
    threshold: 0,
    evaluationPeriods: 3,
  });
}

/** A pass may take days: until the next one is over, an alarm stays as it is. */
function watchComparison(create: CreateAlarm, { deployment, reconcile }: AlarmsProps): void {
  if (reconcile === null) return;
  create('Unrecorded', toBackMetric(deployment, 'unrecorded'), {
    description:
      'Photos were in the bucket and in no album; they have been sent to the pipeline. Look why their events were lost: the notification of the bucket, the policy of the queue.',
    threshold: 0,
  });
  create('Absent', toBackMetric(deployment, 'absent'), {
    description:
      'Files that albums tell of are gone from the bucket. The log of Reconcile names them; what was deleted can be brought back for 30 days (docs/deploy.md).',
    threshold: 0,
    staysUntilNext: true,
  });
  create('ReconcileFails', reconcile.metricErrors({ period: Duration.minutes(5), statistic: Stats.SUM }), {
    description: 'Bucket and records could not be compared. Read the log of Reconcile; it goes on where it failed.',
    threshold: 0,
  });
}

function watchRetention(create: CreateAlarm, { enforceRetention }: AlarmsProps): void {
  if (enforceRetention === null) return;
  create('RetentionFails', enforceRetention.metricErrors({ period: Duration.minutes(5), statistic: Stats.SUM }), {
    description:
      'Photos that have had their time could not be removed. Read the log of EnforceRetention; it goes on where it failed.',
    threshold: 0,
  });
}

function watchUsers(create: CreateAlarm, { deployment, distribution, edgeFunctions }: AlarmsProps): void {
  create('PhotosUnsent', toOldestUnsent(deployment), {
    description:
      'A phone has kept photos for over two hours that it could not send. Ask the crews: its job page says what waits and why.',
    threshold: UNSENT_TOO_LONG_SECONDS,
  });
  create('EdgeThrottled', toEdgeThrottled(edgeFunctions), {
    description:
      'Lambda has no room for the edge functions in us-east-1, where they share the account’s executions with the pipeline. Ask for more concurrent executions (Service Quotas); until then a lower pipeline_reserve leaves them more.',
    threshold: 0,
    evaluationPeriods: 2,
  });
  create('EdgeTurnedAway', toEdgeMetric(distribution, 'LambdaLimitExceededErrors'), {
    description:
      'Lambda has turned edge functions away, in whatever region: users got 503. Find the region (docs/deploy.md, "Looking after it") and ask for more concurrent executions there (Service Quotas).',
    threshold: 0,
    evaluationPeriods: 2,
  });
  create('ServerErrors', toServerErrors(distribution), {
    description:
      'One request in twenty fails. Read the logs of the edge functions (npm run logs); after a deployment, deploy the version before.',
    threshold: MAX_SERVER_ERRORS_PERCENT,
    evaluationPeriods: 2,
  });
}

/** Those of us-east-1, where the pipeline takes its share of the same executions: an alarm takes metrics of its own region alone, and a replica's stand in the region that ran it. */
function toEdgeThrottled(edgeFunctions: readonly IFunction[]): IMetric {
  const metrics = edgeFunctions.map(({ functionName }) => toReplicaMetric(functionName, 'Throttles'));
  return new MathExpression({
    expression: 'SUM(METRICS())',
    label: 'Throttles of the edge functions',
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`edge${index}`, metric])),
    period: Duration.minutes(5),
  });
}

/** Also those that are being tried. */
function toLeftOver({ deadLetters }: UploadQueue): IMetric {
  const maximum = { period: Duration.minutes(5), statistic: Stats.MAXIMUM };
  return new MathExpression({
    expression: 'waiting + tried',
    usingMetrics: {
      waiting: deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
      tried: deadLetters.metricApproximateNumberOfMessagesNotVisible(maximum),
    },
    period: maximum.period,
  });
}

function toThrottled({ table }: Records): IMetric {
  const sum = { period: Duration.minutes(5), statistic: Stats.SUM };
  const [reads, writes] = [table.metric('ReadThrottleEvents', sum), table.metric('WriteThrottleEvents', sum)];
  return new MathExpression({ expression: 'reads + writes', usingMetrics: { reads, writes }, period: sum.period });
}

/** A phone reports it with each request of its page or its service worker. */
function toOldestUnsent(deployment: string): Metric {
  return new Metric({
    ...OLDEST_UNSENT,
    dimensionsMap: { stage: deployment },
    period: Duration.minutes(15),
    statistic: Stats.MAXIMUM,
  });
}

/** CloudFront reports for all its edges in us-east-1, as region "Global". */
function toServerErrors(distribution: Distribution): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName: '5xxErrorRate',
    dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' },
    period: Duration.minutes(5),
    statistic: Stats.AVERAGE,
  });
}
