/** How an alarm is told: what it watches, from where on, and in words what to do. */
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

export interface AlarmRule {
  readonly description: string;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  /** Without data it stays as it is. */
  readonly staysUntilNext?: boolean;
}

export type CreateAlarm = (name: string, metric: IMetric, rule: AlarmRule) => void;
