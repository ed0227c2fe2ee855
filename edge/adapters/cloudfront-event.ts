/**
 * The event format of Lambda@Edge: an origin-request event becomes a request once, and a response becomes the result that
 * CloudFront sends (Developer Guide, "Lambda@Edge event structure"). Nothing behind it knows of CloudFront.
 */
import { CONFIG_HEADER, type EdgeConfig, parseEdgeConfig } from '../config.ts';
import { type EdgeRequest, type EdgeResponse, readHeader } from '../core/exchange.ts';
import { AppError } from '../problem.ts';

/** The headers of an event: by lower-case name, each with as many values as it was sent. */
export type CloudFrontHeaders = Readonly<Record<string, readonly { readonly key?: string; readonly value: string }[]>>;

export interface CloudFrontEvent {
  readonly Records: readonly [{ readonly cf: CloudFrontRecord }];
}

interface CloudFrontRecord {
  readonly config: { readonly requestId: string };
  readonly request: {
    readonly clientIp: string;
    readonly method: string;
    readonly uri: string;
    readonly querystring: string;
    readonly headers: CloudFrontHeaders;
    readonly body?: {
      readonly inputTruncated: boolean;
      readonly encoding: 'base64' | 'text';
      readonly data: string;
    };
    readonly origin?: { readonly custom?: { readonly customHeaders: CloudFrontHeaders } };
  };
}

export interface CloudFrontResult {
  readonly status: string;
  readonly headers: Record<string, { key: string; value: string }[]>;
  readonly body: string;
  readonly bodyEncoding: 'text' | 'base64';
}

/** A host name with an optional port: nothing that could change the meaning of a signed policy. */
const HOST = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/;

/** @throws {TypeError} when the origin has no configuration or a wrong one */
export function readConfig(event: CloudFrontEvent): EdgeConfig {
  const headers = event.Records[0].cf.request.origin?.custom?.customHeaders;
  return parseEdgeConfig(headers?.[CONFIG_HEADER]?.[0]?.value ?? 'null');
}

/** @throws {AppError} when the Host header is none: `bad-request` */
export function toEdgeRequest(event: CloudFrontEvent): EdgeRequest {
  const { config, request: sent } = event.Records[0].cf;
  const headers = Object.fromEntries(
    Object.entries(sent.headers).map(([name, values]) => [name, values.map(({ value }) => value)]),
  );
  const body = sent.body?.data
    ? Buffer.from(sent.body.data, sent.body.encoding === 'base64' ? 'base64' : 'utf8')
    : null;
  const request = {
    method: sent.method,
    path: sent.uri,
    query: new URLSearchParams(sent.querystring),
    headers,
    body,
    isBodyTruncated: sent.body?.inputTruncated ?? false,
    requestId: config.requestId,
    origin: '',
    from: { country: headers['cloudfront-viewer-country']?.[0] ?? null, address: sent.clientIp || null },
  };
  return { ...request, origin: readOrigin(request) };
}

function readOrigin(request: EdgeRequest): string {
  const host = readHeader(request, 'host') ?? '';
  if (!HOST.test(host)) throw new AppError('bad-request', { detail: 'The Host header is missing or wrong.' });
  return `${readHeader(request, 'cloudfront-forwarded-proto') === 'http' ? 'http' : 'https'}://${host}`;
}

export function toCloudFrontResult({ status, headers, body }: EdgeResponse): CloudFrontResult {
  const isText = typeof body === 'string';
  return {
    status: String(status),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [{ key: name, value }]])),
    body: isText ? body : Buffer.from(body).toString('base64'),
    bodyEncoding: isText ? 'text' : 'base64',
  };
}
