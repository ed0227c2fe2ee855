/**
 * The distribution: which path is answered by what. Behaviours are matched in the order in which they stand here.
 *
 * | path                                    | answered by                        | sees Authorization |
 * |-----------------------------------------|------------------------------------|--------------------|
 * | /upload-url /photos /photos/* /jobs /audit /people /links | Lambda@Edge, behind `gate` | yes      |
 * | /links/open                             | Lambda@Edge, behind `link`         | there must be none |
 * | /form                                   | Lambda@Edge, behind `form`         | there must be none |
 * | /upload                                 | uploads bucket, unsigned by OAC    | no                 |
 * | /form/upload                            | the same; a refusal becomes a page by Lambda@Edge | no  |
 * | /bookings /bookings/offer /stripe/webhook | Lambda@Edge, where payments are taken | by /bookings |
 * | /jobs/*.pdf /jobs/* /thumbs/*           | uploads bucket by OAC, signed URLs | no                 |
 * | all else                                | site bucket by OAC                 | no                 |
 *
 * There is no default root object: it would turn the upload's `POST /` into `POST /index.html` (`pages` rewrites the
 * root instead), and there are no error pages: CloudFront has them for all behaviours or none, and the API's errors
 * must arrive as they are. Nor are errors kept: CloudFront would give one caller's 5xx to everybody for 10 s, `no-store` or not.
 */
import { Annotations, Duration, Validations } from 'aws-cdk-lib';
import {
  type BehaviorOptions,
  Distribution,
  GeoRestriction,
  HttpVersion,
  PriceClass,
  SecurityPolicyProtocol,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { ROUTES } from '../../edge/api.ts';
import { FORM_UPLOAD_PATH } from '../../edge/core/viewer-contract.ts';
import { LINK_ROUTES } from '../../edge/link-api.ts';
import type { EdgeFunctionName } from '../build/build-artifacts.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import {
  type BehaviorParts,
  createApiOrigin,
  toApiBehavior,
  toFormBehavior,
  toFormUploadBehavior,
  toImageBehavior,
  toLinkBehavior,
  toPageBehavior,
  toUploadBehavior,
} from './behaviors.ts';
import { Firewall } from './firewall.ts';
import { OwnNames } from './own-names.ts';
import type { Payments } from './payments.ts';

const PRICE_CLASSES = {
  '100': PriceClass.PRICE_CLASS_100,
  '200': PriceClass.PRICE_CLASS_200,
  all: PriceClass.PRICE_CLASS_ALL,
} as const;

/** All that CloudFront lets one set. Of 410, 412 and 415 it keeps what asks to be kept, and nothing here does. */
const ERROR_STATUSES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

export interface EdgeshotDistributionProps extends BehaviorParts {
  readonly config: Pick<DeploymentConfig, 'domain' | 'priceClass' | 'countries' | 'waf'>;
  /** Null: this deployment takes no payments. */
  readonly payments: Payments | null;
}

export class EdgeshotDistribution extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { config, payments, ...parts }: EdgeshotDistributionProps) {
    super(scope, id);
    const own = config.domain === null ? null : new OwnNames(this, 'OwnNames', config.domain);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `edgeshot ${parts.deployment}`,
      // Last: the others' origins keep their numbers, and with them their access controls.
      additionalBehaviors: { ...toBehaviors(this, parts), ...payments?.toBehaviors(parts) },
      defaultBehavior: toPageBehavior(this, parts),
      errorResponses: ERROR_STATUSES.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      priceClass: PRICE_CLASSES[config.priceClass],
      ...(config.countries.length > 0 ? { geoRestriction: GeoRestriction.allowlist(...config.countries) } : {}),
      ...(config.waf ? { webAclId: new Firewall(this, 'Firewall', parts.deployment).arn } : {}),
      ...(own === null
        ? {}
        : {
            domainNames: [...(config.domain?.names ?? [])],
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: own.certificate,
          }),
    });
    own?.pointAt(this.distribution);
    // The warning is about `/`, which would list the bucket: `pages` rewrites it, and no query reaches S3.
    Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk');
    acknowledgeDistribution(this.distribution);
  }
}

function toBehaviors(scope: Construct, parts: BehaviorParts): Record<string, BehaviorOptions> {
  const api = createApiOrigin(parts);
  const image = toImageBehavior(scope, parts);
  const upload = toUploadBehavior(scope, parts);
  const data = (name: EdgeFunctionName, includeBody: boolean) => toApiBehavior(parts, { api, name, includeBody });
  return {
    [ROUTES.uploadUrl]: data('upload-url', true),
    [ROUTES.photos]: data('photos', true),
    [`${ROUTES.photos}/*`]: data('photos', true),
    [ROUTES.jobs]: data('jobs', true),
    // Written wrongly, and no image: the function has no such route, and says so.
    [`${ROUTES.jobs}/`]: data('jobs', false),
    [ROUTES.audit]: data('photos', false),
    [ROUTES.people]: data('jobs', false),
    [LINK_ROUTES.links]: data('links', true),
    [ROUTES.form]: toFormBehavior(parts, api),
    [LINK_ROUTES.openLink]: toLinkBehavior(parts, api),
    [ROUTES.upload]: upload,
    [FORM_UPLOAD_PATH]: toFormUploadBehavior(parts, upload),
    // A PDF is handed over as a file, before it would be shown as an image.
    '/jobs/*.pdf': { ...image, responseHeadersPolicy: parts.headers.documents },
    '/jobs/*': image,
    '/thumbs/*': image,
  };
}

function acknowledgeDistribution(distribution: Distribution): void {
  Validations.of(distribution).acknowledge(
    { id: 'AwsSolutions-CFR1', reason: 'Where crews and customers are is not known here: `countries` restricts it.' },
    {
      id: 'AwsSolutions-CFR2',
      reason: 'What is asked without a token ends in the function `gate`: `waf` adds a firewall.',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason:
        'The rule knows the older way of logging alone: `access_logs` sets up standard logging v2 (access-logs.ts).',
    },
    {
      id: 'AwsSolutions-CFR4',
      reason:
        "CloudFront's own certificate allows TLS 1.0 and cannot be told otherwise; with a name of one's own it is 1.2.",
    },
    {
      id: 'AwsSolutions-CFR7',
      reason:
        'Uploads carry their own signature, which access control would double: S3 refuses two. All else is signed.',
    },
  );
}
