/** The alarms of a deployment that takes payments; docs/payments.md says more of what to do. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { STRANGE_PAYMENT_EVENTS } from '../../edge/adapters/report-payment-event.ts';
import { BOOKINGS_REPAIRED } from '../../edge/adapters/report-repairs.ts';
import type { CreateAlarm } from './alarm-rule.ts';

export interface PaymentAlarmsProps {
  readonly deployment: string;
  /** Null: this deployment takes no payments. */
  readonly payments: {
    readonly reconcileBookings: IFunction;
    readonly evidence: { readonly deadLetters: IQueue };
  } | null;
}

export function watchPayments(create: CreateAlarm, { deployment, payments }: PaymentAlarmsProps): void {
  if (payments === null) return;
  const { reconcileBookings, evidence } = payments;
  const { namespace, metricName } = STRANGE_PAYMENT_EVENTS;
  const toSum = (name: string) =>
    new Metric({
      ...{ namespace, metricName: name, dimensionsMap: { stage: deployment } },
      period: Duration.minutes(5),
      statistic: Stats.SUM,
    });
  create('StrangePaymentEvents', toSum(metricName), {
    description:
      'Stripe has signed an event that does not fit its booking: another amount, session, account or mode. Nothing was confirmed. Read the log of the function booking (npm run logs) and look the event up at Stripe.',
    threshold: 0,
  });
  create('BookingsRepaired', toSum(BOOKINGS_REPAIRED), {
    description:
      'Bookings were not as Stripe has them and have been repaired: webhooks were lost. Look at the webhook in Stripe’s dashboard: its address, its secret, its failures.',
    threshold: 0,
  });
  const waiting = { period: Duration.minutes(5), statistic: Stats.MAXIMUM };
  create('EvidenceFails', evidence.deadLetters.metricApproximateNumberOfMessagesVisible(waiting), {
    description:
      'A dispute has no evidence: five tries have failed. Read the log of DraftEvidence; the message of the queue DeadLetters names booking and dispute. Answer at Stripe by hand if it is due.',
    threshold: 0,
  });
  create(
    'ReconcileBookingsFails',
    reconcileBookings.metricErrors({ period: Duration.minutes(5), statistic: Stats.SUM }),
    {
      description:
        'Bookings could not be compared with Stripe. Read the log of ReconcileBookings; the next run does it all.',
      threshold: 0,
      evaluationPeriods: 2,
    },
  );
}
