/** The event of a CloudFront Function, version 1.0. [Developer Guide, "CloudFront Functions event structure"] */

import { toVisibleHeaders } from './edge-headers.ts';
import type { CloudFrontRequest, CloudFrontResponse, EdgeContext } from './edge-message.ts';
import { type Field, type HeaderMap, headerValue } from './header-map.ts';

export interface FunctionEventValue {
  value: string;
  multiValue?: { value: string }[];
}

export interface FunctionEventRequest {
  method: string;
  uri: string;
  querystring: Record<string, FunctionEventValue>;
  headers: Record<string, FunctionEventValue>;
  cookies: Record<string, FunctionEventValue>;
}

interface FunctionCookie extends FunctionEventValue {
  attributes?: string;
}

export interface FunctionEventResponse {
  statusCode: number;
  statusDescription: string;
  headers: Record<string, FunctionEventValue>;
  cookies: Record<string, FunctionCookie>;
}

/** Makes the event; `rawQuery` is for `request.rawQueryString()` and not shown. */
export function toFunctionEvent(
  context: EdgeContext,
  request: CloudFrontRequest,
  response: CloudFrontResponse | null,
): object {
  return {
    version: '1.0',
    context: {
      distributionDomainName: context.distributionDomainName,
      distributionId: context.distributionId,
      eventType: response ? 'viewer-response' : 'viewer-request',
      requestId: context.requestId,
    },
    viewer: { ip: context.clientIp },
    request: toFunctionRequest(request),
    ...(response ? { response: toFunctionResponse(response) } : {}),
    rawQuery: request.querystring,
  };
}

export function toFunctionRequest({ method, uri, querystring, headers }: CloudFrontRequest): FunctionEventRequest {
  return {
    method,
    uri,
    querystring: toValues(querystring.split('&').filter(Boolean).map(splitPair)),
    headers: toHeaderValues(headers, 'cookie'),
    cookies: toValues((headerValue(headers, 'cookie') ?? '').split(/;\s*/).filter(Boolean).map(splitPair)),
  };
}

export function toFunctionResponse({ status, statusDescription, headers }: CloudFrontResponse): FunctionEventResponse {
  const cookies: Record<string, FunctionCookie> = {};
  for (const { value } of headers.get('set-cookie') ?? []) {
    const [pair = '', ...attributes] = value.split(/;\s*/);
    const { key, value: content } = splitPair(pair);
    cookies[key] = { value: content, ...(attributes.length > 0 ? { attributes: attributes.join('; ') } : {}) };
  }
  return { statusCode: status, statusDescription, headers: toHeaderValues(headers, 'set-cookie'), cookies };
}

function toHeaderValues(headers: HeaderMap, separate: string): Record<string, FunctionEventValue> {
  const shown = [...toVisibleHeaders(headers)].filter(([name]) => name !== separate);
  return toValues(shown.flatMap(([name, fields]) => fields.map(({ value }) => ({ key: name, value }))));
}

function splitPair(pair: string): Field {
  const index = pair.indexOf('=');
  return index < 0 ? { key: pair, value: '' } : { key: pair.slice(0, index), value: pair.slice(index + 1) };
}

/** Names that come more than once also get `multiValue`. */
function toValues(pairs: readonly Field[]): Record<string, FunctionEventValue> {
  const values = new Map<string, FunctionEventValue>();
  for (const { key, value } of pairs) {
    const known = values.get(key);
    if (!known) values.set(key, { value });
    else known.multiValue = [...(known.multiValue ?? [{ value: known.value }]), { value }];
  }
  return Object.fromEntries(values);
}
