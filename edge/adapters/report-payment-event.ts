/**
 * Tells of each event of Stripe in the log, and of strange ones to CloudWatch, in the region of the alarm that watches them: a metric in
 * the log would stay in the region of whichever edge was asked.
 */
import type { BookingServices } from '../booking/booking-call.ts';
import { STRANGE_OUTCOMES } from '../booking/receive-event.ts';
import type { AwsClient } from './aws-client.ts';
import { METRICS_NAMESPACE } from './request-log.ts';

export interface EventReportOptions {
  readonly aws: AwsClient;
  readonly region: string;
  readonly deployment: string;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}

/** Count. Dimension: `stage`. */
export const STRANGE_PAYMENT_EVENTS = { namespace: METRICS_NAMESPACE, metricName: 'strange_payment_events' } as const;

export function createEventReport({
  aws,
  region,
  deployment,
  nowMs,
  log,
}: EventReportOptions): BookingServices['tell'] {
  return async ({ event_id, type }, outcome) => {
    log(
      JSON.stringify({ stage: deployment, stripe_event: event_id, type, outcome, at: new Date(nowMs()).toISOString() }),
    );
    if (!STRANGE_OUTCOMES.includes(outcome)) return;
    const { namespace, metricName } = STRANGE_PAYMENT_EVENTS;
    const datum = {
      MetricName: metricName,
      Dimensions: [{ Name: 'stage', Value: deployment }],
      Value: 1,
      Unit: 'Count',
    };
    const input = { Namespace: namespace, MetricData: [datum] };
    await aws.sendJson({ service: 'monitoring', region, target: 'PutMetricData', input }).catch(() => undefined);
  };
}
