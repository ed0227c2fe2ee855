/**
 * Metrics of the regional functions, as lines of their log that CloudWatch reads (CloudWatch User Guide, "Embedded metric format
 * specification"). The alarms watch them.
 */

export const BACK_METRICS_NAMESPACE = 'Edgeshot';

/** By name, in the dimension `stage`. */
export const BACK_METRICS = {
  /** Photos that are in their album, and were not developed after five tries. */
  undeveloped: 'photos_undeveloped',
  /** Objects in the bucket that no record told of: their events were lost. */
  unrecorded: 'objects_unrecorded',
  /** Files that records tell of, and that are not in the bucket. */
  absent: 'files_absent',
  /** Photos of jobs that were over, by the rule of retention. */
  removed: 'photos_removed',
  /** Disputes to which a draft was attached. */
  evidenceDrafted: 'evidence_drafted',
  /** Seconds from the ticket for a photo to its first file in the bucket. */
  ticketToStored: 'ticket_to_stored',
} as const;

export type BackMetric = keyof typeof BACK_METRICS;

export interface MetricLine {
  readonly stage: string;
  readonly atMs: number;
  readonly metrics: Readonly<Partial<Record<BackMetric, number>>>;
}

/** @param facts stand in the line too */
export function formatMetricLine(
  { stage, atMs, metrics }: MetricLine,
  facts: Readonly<Record<string, unknown>>,
): string {
  const values = Object.entries(metrics).map(([name, value]) => [BACK_METRICS[name as BackMetric], value] as const);
  const Metrics = values.map(([Name]) => ({ Name, Unit: Name === BACK_METRICS.ticketToStored ? 'Seconds' : 'Count' }));
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [{ Namespace: BACK_METRICS_NAMESPACE, Dimensions: [['stage']], Metrics }],
    },
    stage,
    ...facts,
    ...Object.fromEntries(values),
  });
}
