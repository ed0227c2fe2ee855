/** What Lambda counts of an edge function: under the name of its replica, in the region that ran it (Developer Guide, "Edge functions: metrics"). */
import { Duration } from 'aws-cdk-lib';
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
