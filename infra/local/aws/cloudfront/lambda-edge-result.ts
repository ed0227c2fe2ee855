/**
 * What a Lambda@Edge function returned, checked as CloudFront checks it. Departure: a function that changes the origin is
 * refused. [Developer Guide, "Lambda@Edge event structure", "Generate HTTP responses in request triggers", "Restrictions on
 * edge functions"]
 */
import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../is-record.ts';
import type { LambdaEventType } from './behaviour.ts';
import { EdgeFailure } from './edge-failure.ts';
import { findHeaderFault, toVisibleHeaders } from './edge-headers.ts';
import { type CloudFrontRequest, type CloudFrontResponse, findUrlFault } from './edge-message.ts';
import { type Field, formatRawHeaders, type HeaderMap, toHeaderMap, toWireName, withoutHeaders } from './header-map.ts';
import { toLambdaOrigin } from './lambda-edge-event.ts';
import type { Origin } from './origin.ts';
import type { Properties } from './resources.ts';

/** Largest response that a function may generate, headers included, bytes. [Developer Guide, "Quotas on Lambda@Edge"] */
const MAX_GENERATED_BYTES = { viewer: 40_960, origin: 1_048_576 } as const;

export type LambdaRequestResult =
  | { readonly kind: 'request'; readonly request: CloudFrontRequest; readonly replacedBody: Buffer | null }
  | { readonly kind: 'response'; readonly response: CloudFrontResponse };

export interface GivenRequest {
  readonly eventType: LambdaEventType;
  readonly request: CloudFrontRequest;
  readonly origin?: Origin;
}

/**
 * Reads the result of a viewer-request or origin-request function: the request, changed or not, or a response.
 * @throws {EdgeFailure} when CloudFront would not take it.
 */
export function parseLambdaRequestResult(value: unknown, given: GivenRequest): LambdaRequestResult {
  if (!isRecord(value)) throw invalid('the function returned no object');
  if ('status' in value) {
    return { kind: 'response', response: parseLambdaResponse(value, { eventType: given.eventType, response: null }) };
  }
  const { method, uri, querystring } = value;
  const headers = readHeaders(value.headers);
  if (method !== given.request.method) throw invalid('the method was changed or is missing');
  if (typeof uri !== 'string' || typeof querystring !== 'string' || headers === null) {
    throw invalid('uri, querystring or headers have another form');
  }
  if (
    given.origin &&
    value.origin !== undefined &&
    !isDeepStrictEqual(value.origin, toPlain(toLambdaOrigin(given.origin)))
  ) {
    throw invalid('changing the origin is not known to the local CloudFront');
  }
  const fault =
    findUrlFault(uri, querystring) ??
    findHeaderFault(headers, toVisibleHeaders(given.request.headers), given.eventType);
  if (fault !== null) throw invalid(fault);
  const replacedBody = readReplacedBody(value.body, given.eventType);
  if (replacedBody === undefined) throw invalid('the replaced body is too large or has another form');
  return { kind: 'request', request: { method, uri, querystring, headers }, replacedBody };
}

export interface GivenResponse {
  readonly eventType: LambdaEventType;
  /** null for a response that the function generates. */
  readonly response: CloudFrontResponse | null;
}

/**
 * Reads a response: generated in a request event, or changed in a response event.
 * @throws {EdgeFailure} when CloudFront would not take it.
 */
export function parseLambdaResponse(value: unknown, { eventType, response: given }: GivenResponse): CloudFrontResponse {
  if (!isRecord(value)) throw invalid('the function returned no object');
  const { status, statusDescription } = value;
  const statusFault = findStatusFault(status, eventType, given);
  if (statusFault !== null) throw invalid(statusFault);
  const headers = readHeaders(value.headers ?? {});
  const body = readBody(value);
  if (headers === null || body === undefined) throw invalid('headers, body or bodyEncoding have another form');
  if (status === '204' && body !== null && eventType === 'viewer-request') throw invalid('a 204 has a body');
  const fault = findHeaderFault(headers, given && toVisibleHeaders(given.headers), eventType);
  const limit = MAX_GENERATED_BYTES[eventType.startsWith('viewer') ? 'viewer' : 'origin'];
  const size = formatRawHeaders(headers).join('').length + (body?.length ?? 0);
  const isGenerated = !given || body !== null;
  if (fault !== null) throw invalid(fault);
  if (isGenerated && size > limit) throw invalid(`the response has ${size} bytes, ${eventType} takes ${limit}`);
  return {
    status: Number(status),
    statusDescription: typeof statusDescription === 'string' ? statusDescription : (STATUS_CODES[Number(status)] ?? ''),
    headers: isGenerated
      ? withoutHeaders(headers, given ? ['content-length', 'content-encoding'] : ['content-length'])
      : headers,
    body: body ?? given?.body ?? null,
  };
}

function invalid(detail: string): EdgeFailure {
  return new EdgeFailure('LambdaValidationError', detail);
}

function findStatusFault(status: unknown, eventType: LambdaEventType, given: CloudFrontResponse | null): string | null {
  if (typeof status !== 'string' || !/^[2-5]\d\d$/.test(status)) return 'status is not a string from 200 to 599';
  const isChanged = eventType === 'viewer-response' && given !== null && Number(status) !== given.status;
  return isChanged ? 'a viewer-response function changed the status' : null;
}

/** null for no body, undefined for one of another form. */
function readBody({ body, bodyEncoding = 'text' }: Properties): Buffer | null | undefined {
  if (body === undefined || body === null || body === '') return null;
  if (typeof body !== 'string') return undefined;
  if (bodyEncoding === 'text') return Buffer.from(body);
  return bodyEncoding === 'base64' && isBase64(body) ? Buffer.from(body, 'base64') : undefined;
}

/** null when the function leaves the body alone, undefined for one that CloudFront refuses. */
function readReplacedBody(body: unknown, eventType: LambdaEventType): Buffer | null | undefined {
  if (!isRecord(body) || body.action !== 'replace') return null;
  if (typeof body.data !== 'string') return undefined;
  const limit = MAX_GENERATED_BYTES[eventType === 'viewer-request' ? 'viewer' : 'origin'];
  const isText = body.encoding === 'text';
  if (!isText && !(body.encoding === 'base64' && isBase64(body.data))) return undefined;
  const data = Buffer.from(body.data, isText ? 'utf8' : 'base64');
  return data.length <= limit ? data : undefined;
}

/** Reads `{name: [{key?, value}]}` with names in lower case. */
function readHeaders(value: unknown): HeaderMap | null {
  if (!isRecord(value)) return null;
  const map = new Map<string, readonly Field[]>();
  for (const [name, list] of Object.entries(value)) {
    const isList = Array.isArray(list) && list.every((item) => isRecord(item) && typeof item.value === 'string');
    if (!isList || name !== name.toLowerCase()) return null;
    const fields = (list as { key?: unknown; value: string }[]).map((item) => ({
      key: typeof item.key === 'string' ? item.key : toWireName(name),
      value: item.value,
    }));
    if (fields.some(({ key }) => key.toLowerCase() !== name)) return null;
    map.set(name, [...(toHeaderMap(fields).get(name) ?? [])]);
  }
  return map;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function toPlain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
