/** What the distribution does on each kind of path: who may ask, what is forwarded, what is cached, and who responds. */
import { Duration } from 'aws-cdk-lib';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  FunctionEventType,
  type IOrigin,
  type IResponseHeadersPolicy,
  LambdaEdgeEventType,
  OriginProtocolPolicy,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  OriginSslPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CONFIG_HEADER } from '../../edge/config.ts';
import type { EdgeFunctionName, ViewerFunctionName } from '../build/build-artifacts.ts';
import type { EdgeFunctions } from './edge-functions.ts';
import type { ResponseHeaders } from './response-headers.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { ViewerFunctions } from './viewer-functions.ts';

export interface BehaviorParts {
  readonly deployment: string;
  /** The value of the configuration header. */
  readonly edgeConfig: string;
  readonly site: IBucket;
  readonly uploads: IBucket;
  readonly edgeFunctions: EdgeFunctions;
  readonly viewerFunctions: ViewerFunctions;
  readonly headers: ResponseHeaders;
  readonly signingKeys: SigningKeys;
}

/**
 * How long an edge keeps an image. Images say `private` to the browser; CloudFront would keep nothing then, but for a
 * minimum above zero. And no longer: what is deleted is gone from every edge within this time.
 */
const IMAGE_TTL = Duration.hours(1);

const NOTHING_IN_THE_KEY = {
  cookieBehavior: CacheCookieBehavior.none(),
  headerBehavior: CacheHeaderBehavior.none(),
  queryStringBehavior: CacheQueryStringBehavior.none(),
};

/**
 * A form that S3 checks by the policy in it. OAC must not sign it: S3 would then see two ways of authentication. And
 * the viewer's Authorization, cookies and query must not reach S3, so nothing is forwarded but the form's boundary.
 */
export function toUploadBehavior(
  scope: Construct,
  { deployment, uploads, viewerFunctions, headers }: BehaviorParts,
): BehaviorOptions {
  return {
    origin: S3BucketOrigin.withBucketDefaults(uploads),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: new OriginRequestPolicy(scope, 'FormOnly', {
      originRequestPolicyName: `edgeshot-${deployment}-form-only`,
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
 * The same for a browser without script, which shows what comes back: a page where S3 refuses. No response of the dashboard's
 * passes this function.
 */
export function toFormUploadBehavior(
  { edgeFunctions, headers }: BehaviorParts,
  upload: BehaviorOptions,
): BehaviorOptions {
  const response = { functionVersion: edgeFunctions.formResponse, eventType: LambdaEdgeEventType.ORIGIN_RESPONSE };
  return { ...upload, edgeLambdas: [response], ...withHeaders(headers.forms) };
}

/**
 * Images: only with the job's signature, and then the same cached bytes for every viewer. Their Cache-Control
 * is set on the objects: a response-headers policy would put it on refusals too, and a phone would keep those.
 */
export function toImageBehavior(
  scope: Construct,
  { deployment, uploads, viewerFunctions, headers, signingKeys }: BehaviorParts,
): BehaviorOptions {
  return {
    origin: readOnly(uploads),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    cachePolicy: new CachePolicy(scope, 'ByPath', {
      cachePolicyName: `edgeshot-${deployment}-by-path`,
      comment: 'Images: the path names the bytes',
      ...NOTHING_IN_THE_KEY,
      minTtl: IMAGE_TTL,
      defaultTtl: IMAGE_TTL,
      maxTtl: IMAGE_TTL,
    }),
    compress: false,
    trustedKeyGroups: [signingKeys.group],
    ...onRequest(viewerFunctions, 'image'),
    ...withHeaders(headers.images),
  };
}

export function toPageBehavior(
  scope: Construct,
  { deployment, site, viewerFunctions, headers }: BehaviorParts,
): BehaviorOptions {
  return {
    origin: readOnly(site),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    // What is sent to a route that is written wrongly ends here too: `pages` refuses it in the API's words, CloudFront in a page of its own.
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: new CachePolicy(scope, 'HonorOrigin', {
      cachePolicyName: `edgeshot-${deployment}-honor-origin`,
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

/**
 * The origin that is never asked: Lambda@Edge responds in its place. CloudFront looks its name up all the same, so it must
 * be one that exists. Its custom header is how the functions learn their configuration.
 */
export function createApiOrigin({ site, edgeConfig }: BehaviorParts): IOrigin {
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

/** The upload-url function once more, for a browser without script: `form` stands before it, and a page's headers are set. */
export function toFormBehavior(props: BehaviorParts, api: IOrigin): BehaviorOptions {
  const asked = toApiBehavior(props, { api, name: 'upload-url', includeBody: true });
  return { ...asked, ...onRequest(props.viewerFunctions, 'form'), ...withHeaders(props.headers.forms) };
}

/** What opens a link has no token yet: `link` stands before it. */
export function toLinkBehavior(props: BehaviorParts, api: IOrigin): BehaviorOptions {
  const asked = toApiBehavior(props, { api, name: 'links', includeBody: true });
  return { ...asked, ...onRequest(props.viewerFunctions, 'link') };
}

/** All headers are forwarded, for there is no other way to let Authorization through without making it a cache key. */
export function toApiBehavior(props: BehaviorParts, { api, name, includeBody }: ApiBehavior): BehaviorOptions {
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
