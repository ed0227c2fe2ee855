/**
 * What is counted of the edge functions: by Lambda each for itself, under the name of its replica, in the region that ran it (Developer Guide,
 * "Edge functions: metrics"); by CloudFront of all of them together, for all regions in us-east-1.
 */
import { Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** @param region absent: that of the stack */
export function toReplicaMetric(functionName: string, metricName: 'Errors' | 'Throttles', region?: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: `us-east-1.${functionName}` },
    period: Duration.minutes(5),
    statistic: Stats.SUM,
    ...(region === undefined ? {} : { region }),
  });
}

/**
 * The guide does not list these names. The console's own dashboard of a distribution has them, and so have exporters of CloudWatch
 * (docs/probes.md, 54); where they are never told, an alarm on them stays quiet.
 */
export function toEdgeMetric(
  { distributionId: DistributionId }: Distribution,
  metricName: 'LambdaExecutionError' | 'LambdaLimitExceededErrors' | 'LambdaValidationError',
): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { DistributionId, Region: 'Global' },
    period: Duration.minutes(5),
    statistic: Stats.SUM,
  });
}
