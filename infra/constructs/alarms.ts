/** The alarms: photos that could not be developed, photos that wait (in the queue or on a phone), and errors that users see. */
import { Aws, Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { OLDEST_UNSENT } from '../../edge/adapters/unsent-metric.ts';
import { UNSENT_TOO_LONG_SECONDS } from '../../edge/api.ts';
import type { UploadQueue } from './pipeline.ts';

export interface AlarmsProps {
  readonly deployment: string;
  readonly uploadQueue: UploadQueue;
  readonly distribution: Distribution;
  /** Null: the alarms are only shown in CloudWatch. */
  readonly email: string | null;
}

/** A photo is in its album seconds after it arrived; a quarter of an hour means that something is stuck. */
const MAX_QUEUE_AGE_SECONDS = 900;
const MAX_SERVER_ERRORS_PERCENT = 5;

interface AlarmRule {
  readonly description: string;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
}

export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { deployment, uploadQueue, distribution, email }: AlarmsProps) {
    super(scope, id);
    const topic = email === null ? null : this.createTopic(email);
    const create = (name: string, metric: IMetric, { description, threshold, evaluationPeriods = 1 }: AlarmRule) => {
      const alarm = new Alarm(this, name, {
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) alarm.addAlarmAction(new SnsAction(topic));
    };
    const minutes = { period: Duration.minutes(5), statistic: Stats.MAXIMUM };
    create('DeadLetters', uploadQueue.deadLetters.metricApproximateNumberOfMessagesVisible(minutes), {
      description: 'A photo could not be developed after five tries. It is stored and listed; see `npm run redrive`.',
      threshold: 0,
    });
    create('QueueAge', uploadQueue.queue.metricApproximateAgeOfOldestMessage(minutes), {
      description: 'Photos wait to be developed.',
      threshold: MAX_QUEUE_AGE_SECONDS,
    });
    create('PhotosUnsent', toOldestUnsent(deployment), {
      description:
        'A phone has kept photos for over two hours that it could not send. Ask the crews: its job page says what waits and why.',
      threshold: UNSENT_TOO_LONG_SECONDS,
    });
    create('ServerErrors', toServerErrors(distribution), {
      description: 'Users see server errors.',
      threshold: MAX_SERVER_ERRORS_PERCENT,
      evaluationPeriods: 2,
    });
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
