/**
 * Reports to CloudWatch how long photos have waited on a phone, in the region of the alarm that watches it: a metric in the
 * log would stay in the region of whichever edge was asked, and an alarm sees its own region only.
 */
import type { UnsentMetric } from '../core/ports.ts';
import type { AwsClient } from './aws-client.ts';
import { METRICS_NAMESPACE } from './request-log.ts';

export interface UnsentMetricOptions {
  readonly region: string;
  readonly deployment: string;
  readonly nowMs: () => number;
}

/** Seconds. Dimension: `stage`. */
export const OLDEST_UNSENT = { namespace: METRICS_NAMESPACE, metricName: 'oldest_unsent' } as const;

/** One process reports no more often: an alarm needs one value, and each costs money. */
const REPORT_INTERVAL_MS = 5 * 60_000;
const REPORT_TIMEOUT_MS = 500;

export function createUnsentMetric(aws: AwsClient, { region, deployment, nowMs }: UnsentMetricOptions): UnsentMetric {
  let quietUntilMs = 0;
  return {
    async report(seconds) {
      if (nowMs() < quietUntilMs) return;
      quietUntilMs = nowMs() + REPORT_INTERVAL_MS;
      const datum = {
        MetricName: OLDEST_UNSENT.metricName,
        Dimensions: [{ Name: 'stage', Value: deployment }],
        Value: seconds,
        Unit: 'Seconds',
      };
      const input = { Namespace: OLDEST_UNSENT.namespace, MetricData: [datum] };
      const sent = aws.sendJson({ service: 'monitoring', region, target: 'PutMetricData', input });
      await Promise.race([sent.catch(() => undefined), wait(REPORT_TIMEOUT_MS)]);
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
