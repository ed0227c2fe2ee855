/**
 * Tells CloudWatch how long photos have waited on a phone, in the region of the alarm that watches it: a metric in the
 * log would stay in the region of whichever edge was asked, and an alarm sees its own region only.
 */
import type { AwsClient } from './aws-client.ts';
import { NAMESPACE } from './request-log.ts';

export interface UnsentBeacon {
  /** Never rejects, and never takes long: it must not keep an answer. */
  tell(seconds: number): Promise<void>;
}

export interface BeaconPlace {
  readonly region: string;
  readonly stage: string;
  readonly nowMs: () => number;
}

/** Seconds. Dimension: `stage`. */
export const OLDEST_UNSENT = { namespace: NAMESPACE, metricName: 'oldest_unsent' } as const;

/** One process tells no more often: an alarm needs one word, and each costs money. */
const EVERY_MS = 5 * 60_000;
const PATIENCE_MS = 500;

export function createUnsentBeacon(aws: AwsClient, { region, stage, nowMs }: BeaconPlace): UnsentBeacon {
  let quietUntilMs = 0;
  return {
    async tell(seconds) {
      if (nowMs() < quietUntilMs) return;
      quietUntilMs = nowMs() + EVERY_MS;
      const datum = {
        MetricName: OLDEST_UNSENT.metricName,
        Dimensions: [{ Name: 'stage', Value: stage }],
        Value: seconds,
        Unit: 'Seconds',
      };
      const input = { Namespace: OLDEST_UNSENT.namespace, MetricData: [datum] };
      const told = aws.sendJson({ service: 'monitoring', region, target: 'PutMetricData', input });
      await Promise.race([told.catch(() => undefined), wait(PATIENCE_MS)]);
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
