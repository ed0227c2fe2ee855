/** What reconciliation has found, for the log, which CloudWatch also reads as metrics: ids and kinds, nothing of people. */
import type { BookingRepairs } from '../booking/reconcile-bookings.ts';
import { METRICS_NAMESPACE } from './request-log.ts';

/** Count. Dimension: `stage`. */
export const BOOKINGS_REPAIRED = 'bookings_repaired';

export interface RepairsFacts {
  readonly deployment: string;
  readonly atMs: number;
}

export function formatRepairs(
  { events, repaired, strange }: BookingRepairs,
  { deployment, atMs }: RepairsFacts,
): readonly string[] {
  const metric = { Namespace: METRICS_NAMESPACE, Dimensions: [['stage']] };
  const total = {
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [{ ...metric, Metrics: [{ Name: BOOKINGS_REPAIRED, Unit: 'Count' }] }],
    },
    ...{ stage: deployment, events, strange: strange.length, [BOOKINGS_REPAIRED]: repaired.length },
  };
  const each = [...repaired, ...strange].map((found) => JSON.stringify({ stage: deployment, ...found }));
  return [...each, JSON.stringify(total)];
}
