/**
 * Bookings that customers pay: the function at the edge, Stripe's keys, and who repairs what a lost webhook left. Made only where a
 * deployment takes payments (docs/payments.md).
 */
import { CfnOutput, Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  type IResponseHeadersPolicy,
  LambdaEdgeEventType,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IFunction, IVersion, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BOOKING_ROUTES } from '../../edge/booking-api.ts';
import { BOOKING_CONFIG_HEADER, type BookingConfig, EVIDENCE_QUEUE_HEADER } from '../../edge/booking-config.ts';
import { CONFIG_HEADER } from '../../edge/config.ts';
import type { Artifacts } from '../build/build-artifacts.ts';
import type { PaymentArtifacts } from '../build/build-payment-functions.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import { formatBookingConfig } from '../config/format-booking-config.ts';
import { PRICE_LIST, SLOTS, TERMS } from '../config/prices.ts';
import { DisputeEvidence } from './dispute-evidence.ts';
import { createEdgeFunction } from './edge-functions.ts';
import { EdgeSecretStore } from './edge-secret.ts';
import { reportUnsent } from './edge-statements.ts';
import { toBookingStatements } from './payment-permissions.ts';
import type { Records } from './records.ts';
import { createScheduledFunction } from './scheduled-function.ts';

export interface PaymentsProps {
  readonly deployment: string;
  readonly mode: BookingConfig['mode'];
  readonly timeZone: string;
  readonly artifacts: PaymentArtifacts;
  readonly uploads: IBucket;
  readonly records: Records;
  readonly tokenSecretArns: readonly string[];
  readonly logGroup: LogGroup;
}

/** A customer whose webhook was lost waits so long to see that the payment has come. */
const RECONCILE_EVERY = Duration.minutes(15);

export class Payments extends Construct {
  readonly secret: EdgeSecretStore;
  readonly reconcileBookings: LambdaFunction;
  readonly evidence: DisputeEvidence;
  /** At the edge. */
  readonly booking: IFunction;
  private readonly version: IVersion;
  private readonly bookingConfig: string;

  constructor(scope: Construct, id: string, props: PaymentsProps) {
    super(scope, id);
    const { deployment, mode, artifacts, uploads, records, logGroup } = props;
    this.secret = new EdgeSecretStore(this, 'Secret', {
      ...{ deployment, name: 'stripe', description: "Stripe's keys.", replicaRegions: [] },
    });
    const code = artifacts.draftEvidence;
    this.evidence = new DisputeEvidence(this, 'Evidence', { deployment, code, uploads, records, logGroup });
    const evidenceQueueArn = this.evidence.queue.queueArn;
    const statements = toBookingStatements({ ...props, stripeSecretArns: this.secret.arns, evidenceQueueArn });
    this.version = createEdgeFunction(this, 'Booking', {
      code: artifacts.booking,
      statements: [reportUnsent(), ...statements.edge],
    });
    this.booking = this.version.lambda;
    this.reconcileBookings = createScheduledFunction(this, 'ReconcileBookings', {
      description: 'Asks Stripe what has happened, and repairs bookings whose webhook was lost.',
      every: RECONCILE_EVERY,
      when: 'When bookings are compared with Stripe.',
      code: artifacts.reconcileBookings,
      statements: statements.reconciler,
      timeout: Duration.minutes(5),
      memorySize: 512,
      logGroup,
      environment: {
        ...{ STAGE: deployment, MODE: mode, SECRET_ID: this.secret.id },
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
        QUEUE_URL: this.evidence.queue.queueUrl,
      },
    });
    this.bookingConfig = formatBookingConfig({
      ...{ secret_id: this.secret.id, mode, prices: PRICE_LIST, terms: TERMS },
      slots: { time_zone: props.timeZone, ...SLOTS },
    });
  }

  /** By path. Public, so no function stands before them: the webhook's signature is checked over all that came. */
  toBehaviors(parts: BookingBehaviorParts): Readonly<Record<string, BehaviorOptions>> {
    const pages = this.toBehavior(parts, parts.headers.forms);
    const data = this.toBehavior(parts, parts.headers.data);
    return { [BOOKING_ROUTES.bookings]: pages, [BOOKING_ROUTES.offer]: data, [BOOKING_ROUTES.webhook]: data };
  }

  private toBehavior({ edgeConfig, site }: BookingBehaviorParts, policy: IResponseHeadersPolicy): BehaviorOptions {
    return {
      origin: new HttpOrigin(site.bucketRegionalDomainName, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        customHeaders: {
          [CONFIG_HEADER]: edgeConfig,
          [BOOKING_CONFIG_HEADER]: this.bookingConfig,
          [EVIDENCE_QUEUE_HEADER]: this.evidence.queue.queueUrl,
        },
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_AND_CLOUDFRONT_2022,
      edgeLambdas: [
        { functionVersion: this.version, eventType: LambdaEdgeEventType.ORIGIN_REQUEST, includeBody: true },
      ],
      responseHeadersPolicy: policy,
    };
  }
}

export interface CreatePaymentsProps extends Pick<PaymentsProps, 'uploads' | 'records'> {
  readonly config: Pick<DeploymentConfig, 'payments' | 'deployment' | 'timeZone'>;
  readonly artifacts: Pick<Artifacts, 'payments'>;
  readonly secrets: { readonly token: { readonly arns: readonly string[] } };
  readonly logs: LogGroup;
}

/** Null: this deployment takes no payments. */
export function createPayments(scope: Construct, { config, artifacts, logs, ...rest }: CreatePaymentsProps) {
  const { payments: mode, deployment, timeZone } = config;
  if (mode === null || artifacts.payments === null) return null;
  const { uploads, records, secrets } = rest;
  const tokenSecretArns = secrets.token.arns;
  const props = {
    deployment,
    mode,
    timeZone,
    artifacts: artifacts.payments,
    uploads,
    records,
    tokenSecretArns,
    logGroup: logs,
  };
  const payments = new Payments(scope, 'Payments', props);
  new CfnOutput(scope, 'StripeSecretId', { value: payments.secret.id });
  new CfnOutput(scope, 'StripeEvidenceSecretId', { value: payments.evidence.secret.id });
  return payments;
}

export interface BookingBehaviorParts {
  readonly edgeConfig: string;
  readonly site: IBucket;
  readonly headers: { readonly forms: IResponseHeadersPolicy; readonly data: IResponseHeadersPolicy };
}
