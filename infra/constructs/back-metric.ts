/** A metric of the functions behind the edge, as alarms and graphs read it. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { BACK_METRICS, BACK_METRICS_NAMESPACE, type BackMetric } from '../../origin/metrics.ts';

/** The sum of five minutes, or of what stays so the most, unless told. */
export function toBackMetric(
  deployment: string,
  name: BackMetric,
  statistic = name === 'absent' ? Stats.MAXIMUM : Stats.SUM,
): Metric {
  return new Metric({
    namespace: BACK_METRICS_NAMESPACE,
    metricName: BACK_METRICS[name],
    dimensionsMap: { stage: deployment },
    period: Duration.minutes(5),
    statistic,
  });
}
