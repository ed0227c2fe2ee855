/** The event of Lambda@Edge. [Developer Guide, "Lambda@Edge event structure"] */
import type { LambdaEventType } from './behaviour.ts';
import { toVisibleHeaders } from './edge-headers.ts';
import type { CloudFrontRequest, CloudFrontResponse, EdgeContext } from './edge-message.ts';
import { type Field, type HeaderMap, toHeaderMap } from './header-map.ts';
import type { Origin } from './origin.ts';

export type LambdaHeaders = Record<string, Field[]>;

/** The start of a request's body, for a function that asked for it. */
export interface ExposedBody {
  readonly data: Buffer;
  readonly isTruncated: boolean;
}

export interface LambdaEventParts {
  readonly eventType: LambdaEventType;
  readonly context: EdgeContext;
  readonly request: CloudFrontRequest;
  readonly response?: CloudFrontResponse;
  /** Given in origin events. */
  readonly origin?: Origin;
  readonly body?: ExposedBody | null;
}

/** Most of a body that a function is shown, bytes. [Developer Guide, "Restrictions on Lambda@Edge"] */
export const EXPOSED_BODY_BYTES = { 'viewer-request': 40_960, 'origin-request': 1_048_576 } as const;

export function toLambdaEvent({ eventType, context, request, response, origin, body }: LambdaEventParts): object {
  const { distributionDomainName, distributionId, requestId, clientIp } = context;
  const cf = {
    config: { distributionDomainName, distributionId, eventType, requestId },
    request: {
      clientIp,
      headers: toLambdaHeaders(request.headers),
      method: request.method,
      querystring: request.querystring,
      uri: request.uri,
      ...(body ? { body: toLambdaBody(body) } : {}),
      ...(origin ? { origin: toLambdaOrigin(origin) } : {}),
    },
    ...(response ? { response: toLambdaResponse(response) } : {}),
  };
  return { Records: [{ cf }] };
}

export function toLambdaHeaders(headers: HeaderMap): LambdaHeaders {
  return Object.fromEntries([...toVisibleHeaders(headers)].map(([name, fields]) => [name, [...fields]]));
}

function toLambdaBody({ data, isTruncated }: ExposedBody): object {
  return { inputTruncated: isTruncated, action: 'read-only', encoding: 'base64', data: data.toString('base64') };
}

function toLambdaResponse({ status, statusDescription, headers }: CloudFrontResponse): object {
  return { status: String(status), statusDescription, headers: toLambdaHeaders(headers) };
}

export function toLambdaOrigin(origin: Origin): object {
  const customHeaders = Object.fromEntries(toHeaderMap(origin.customHeaders));
  const { domainName, path, kind } = origin;
  const readTimeout = origin.responseTimeoutMs / 1000;
  if (kind.type === 's3') {
    const [, region = ''] = /\.s3[.-]([a-z0-9-]+)\.amazonaws\.com$/.exec(domainName) ?? [];
    return { s3: { customHeaders, domainName, path, readTimeout, region, authMethod: 'none' } };
  }
  return {
    custom: {
      customHeaders,
      domainName,
      keepaliveTimeout: kind.keepaliveTimeoutSeconds,
      path,
      port: kind.port,
      protocol: kind.protocol,
      readTimeout,
      sslProtocols: kind.sslProtocols,
    },
  };
}
