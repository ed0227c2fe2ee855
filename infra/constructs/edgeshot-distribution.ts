/**
 * The distribution: which path is answered by what. Behaviours are matched in the order in which they stand here.
 *
 * | path                                    | answered by                        | sees Authorization |
 * |-----------------------------------------|------------------------------------|--------------------|
 * | /upload-url /photos /photos/* /jobs /audit | Lambda@Edge, behind `gate`      | yes                |
 * | /form                                   | Lambda@Edge, behind `form`         | there must be none |
 * | /upload                                 | uploads bucket, unsigned by OAC    | no                 |
 * | /jobs/* /thumbs/*                       | uploads bucket by OAC, signed URLs | no                 |
 * | all else                                | site bucket by OAC                 | no                 |
 *
 * There is no default root object: it would turn the upload's `POST /` into `POST /index.html` (`pages` rewrites the
 * root instead), and there are no error pages: CloudFront has them for all behaviours or none, and the API's errors
 * must arrive as they are.
 */
import { Annotations, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  FunctionEventType,
  HttpVersion,
  type IOrigin,
  type IResponseHeadersPolicy,
  LambdaEdgeEventType,
  OriginProtocolPolicy,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ROUTES } from '../../edge/api.ts';
import { CONFIG_HEADER } from '../../edge/config.ts';
import type { EdgeFunctionName, ViewerFunctionName } from '../build/build-artifacts.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import type { EdgeFunctions } from './edge-functions.ts';
import type { ResponseHeaders } from './response-headers.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { ViewerFunctions } from './viewer-functions.ts';

/**
 * How long an edge keeps a picture. Pictures say `private` to the browser; CloudFront would keep nothing then, but for a
 * minimum above zero. And no longer: what is deleted is gone from every edge within this time.
 */
const PICTURE_TTL = Duration.hours(1);

const PRICE_CLASSES = {
  '100': PriceClass.PRICE_CLASS_100,
  '200': PriceClass.PRICE_CLASS_200,
  all: PriceClass.PRICE_CLASS_ALL,
} as const;

export interface EdgeshotDistributionProps {
  readonly config: Pick<DeploymentConfig, 'deployment' | 'domain' | 'priceClass'>;
  /** The value of the configuration header. */
  readonly edgeConfig: string;
  readonly site: IBucket;
  readonly uploads: IBucket;
  readonly edgeFunctions: EdgeFunctions;
  readonly viewerFunctions: ViewerFunctions;
  readonly headers: ResponseHeaders;
  readonly signingKeys: SigningKeys;
}

export class EdgeshotDistribution extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: EdgeshotDistributionProps) {
    super(scope, id);
    const { config } = props;
    const api = createApiOrigin(props);
    const image = this.toImageBehavior(props);
    const data = (name: EdgeFunctionName, includeBody: boolean) => toApiBehavior(props, { api, name, includeBody });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `edgeshot ${config.deployment}`,
      additionalBehaviors: {
        [ROUTES.uploadUrl]: data('upload-url', true),
        [ROUTES.photos]: data('photos', true),
        [`${ROUTES.photos}/*`]: data('photos', true),
        [ROUTES.jobs]: data('jobs', false),
        '/audit': data('photos', false),
        [ROUTES.form]: toFormBehavior(props, api),
        [ROUTES.upload]: this.toUploadBehavior(props),
        '/jobs/*': image,
        '/thumbs/*': image,
      },
      defaultBehavior: this.toPageBehavior(props),
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      priceClass: PRICE_CLASSES[config.priceClass],
      ...(config.domain === null
        ? {}
        : {
            domainNames: [...config.domain.names],
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: Certificate.fromCertificateArn(this, 'Certificate', config.domain.certificateArn),
          }),
    });
    // The warning is about `/`, which would list the bucket: `pages` rewrites it, and no query reaches S3.
    Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk');
  }

  /**
   * A form that S3 checks by the policy in it. OAC must not sign it: S3 would then see two ways of authentication. And
   * the viewer's Authorization, cookies and query must not reach S3, so nothing is forwarded but the form's boundary.
   */
  private toUploadBehavior({ config, uploads, viewerFunctions, headers }: EdgeshotDistributionProps): BehaviorOptions {
    return {
      origin: S3BucketOrigin.withBucketDefaults(uploads),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: new OriginRequestPolicy(this, 'FormOnly', {
        originRequestPolicyName: `edgeshot-${config.deployment}-form-only`,
        comment: 'The boundary of a form, and nothing else',
        headerBehavior: OriginRequestHeaderBehavior.allowList('Content-Type'),
        cookieBehavior: OriginRequestCookieBehavior.none(),
        queryStringBehavior: OriginRequestQueryStringBehavior.none(),
      }),
      ...onRequest(viewerFunctions, 'upload'),
      ...withHeaders(headers.data),
    };
  }

  /**
   * Pictures: nobody without the job's signature, and the same cached bytes for everybody with one. Their Cache-Control
   * is set on the objects: a response-headers policy would put it on refusals too, and a phone would keep those.
   */
  private toImageBehavior({
    config,
    uploads,
    viewerFunctions,
    headers,
    signingKeys,
  }: EdgeshotDistributionProps): BehaviorOptions {
    return {
      origin: readOnly(uploads),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: new CachePolicy(this, 'ByPath', {
        cachePolicyName: `edgeshot-${config.deployment}-by-path`,
        comment: 'Pictures: path and version name the bytes',
        ...NOTHING_IN_THE_KEY,
        queryStringBehavior: CacheQueryStringBehavior.allowList('v'),
        minTtl: PICTURE_TTL,
        defaultTtl: PICTURE_TTL,
        maxTtl: PICTURE_TTL,
      }),
      compress: false,
      trustedKeyGroups: [signingKeys.group],
      ...onRequest(viewerFunctions, 'image'),
      ...withHeaders(headers.pictures),
    };
  }

  private toPageBehavior({ config, site, viewerFunctions, headers }: EdgeshotDistributionProps): BehaviorOptions {
    return {
      origin: readOnly(site),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: new CachePolicy(this, 'HonorOrigin', {
        cachePolicyName: `edgeshot-${config.deployment}-honor-origin`,
        comment: 'Pages: for as long as their Cache-Control says',
        ...NOTHING_IN_THE_KEY,
        minTtl: Duration.seconds(0),
        defaultTtl: Duration.seconds(0),
        maxTtl: Duration.days(365),
        enableAcceptEncodingGzip: true,
        enableAcceptEncodingBrotli: true,
      }),
      compress: true,
      ...onRequest(viewerFunctions, 'pages'),
      ...withHeaders(headers.pages),
    };
  }
}

const NOTHING_IN_THE_KEY = {
  cookieBehavior: CacheCookieBehavior.none(),
  headerBehavior: CacheHeaderBehavior.none(),
  queryStringBehavior: CacheQueryStringBehavior.none(),
};

/**
 * The origin that is never asked: Lambda@Edge answers at its door. CloudFront looks its name up all the same, so it must
 * be one that exists. Its custom header is how the functions learn their configuration.
 */
function createApiOrigin({ site, edgeConfig }: EdgeshotDistributionProps): IOrigin {
  return new HttpOrigin(site.bucketRegionalDomainName, {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    customHeaders: { [CONFIG_HEADER]: edgeConfig },
  });
}

interface ApiBehavior {
  readonly api: IOrigin;
  readonly name: EdgeFunctionName;
  readonly includeBody: boolean;
}

/** The upload-url function once more, for a browser without script: another function lets it in, and it may show a page. */
function toFormBehavior(props: EdgeshotDistributionProps, api: IOrigin): BehaviorOptions {
  const asked = toApiBehavior(props, { api, name: 'upload-url', includeBody: true });
  return { ...asked, ...onRequest(props.viewerFunctions, 'form'), ...withHeaders(props.headers.forms) };
}

/** All headers are forwarded, for there is no other way to let Authorization through without making it a cache key. */
function toApiBehavior(props: EdgeshotDistributionProps, { api, name, includeBody }: ApiBehavior): BehaviorOptions {
  return {
    origin: api,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_AND_CLOUDFRONT_2022,
    edgeLambdas: [
      {
        functionVersion: props.edgeFunctions.versions[name],
        eventType: LambdaEdgeEventType.ORIGIN_REQUEST,
        includeBody,
      },
    ],
    ...onRequest(props.viewerFunctions, 'gate'),
    ...withHeaders(props.headers.data),
  };
}

/** LIST makes S3 answer 404 for what is not there; without it that is a 403, which reads like a wrong signature. */
function readOnly(bucket: IBucket): IOrigin {
  return S3BucketOrigin.withOriginAccessControl(bucket, { originAccessLevels: [AccessLevel.READ, AccessLevel.LIST] });
}

function onRequest(
  { byName }: ViewerFunctions,
  name: ViewerFunctionName,
): Pick<BehaviorOptions, 'functionAssociations'> {
  return { functionAssociations: [{ function: byName[name], eventType: FunctionEventType.VIEWER_REQUEST }] };
}

function withHeaders(responseHeadersPolicy: IResponseHeadersPolicy): Pick<BehaviorOptions, 'responseHeadersPolicy'> {
  return { responseHeadersPolicy };
}
