/** What a CloudFront Function returned, checked as CloudFront checks it and put back into a request or a response. */
import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../is-record.ts';
import { EdgeFailure } from './edge-failure.ts';
import { type EdgeEventType, findHeaderFault, toVisibleHeaders } from './edge-headers.ts';
import { type CloudFrontRequest, type CloudFrontResponse, findUrlFault } from './edge-message.ts';
import {
  type FunctionEventRequest,
  type FunctionEventResponse,
  toFunctionRequest,
  toFunctionResponse,
} from './function-event.ts';
import { type Field, type HeaderMap, toHeaderMap, toWireName } from './header-map.ts';
import type { Properties } from './resources.ts';

export type FunctionResult =
  | { readonly kind: 'request'; readonly request: CloudFrontRequest }
  | { readonly kind: 'response'; readonly response: CloudFrontResponse };

/**
 * Reads the result of a viewer-request function: the request, changed or not, or a response.
 * @throws {EdgeFailure} when CloudFront would not take it.
 */
export function parseRequestResult(value: unknown, given: CloudFrontRequest): FunctionResult {
  if (!isRecord(value)) throw invalid('the result is not an object');
  if ('statusCode' in value) return { kind: 'response', response: parseResponse(value, null) };
  return { kind: 'request', request: parseRequest(value, given) };
}

/**
 * Reads the result of a viewer-response function.
 * @throws {EdgeFailure} when CloudFront would not take it.
 */
export function parseResponseResult(value: unknown, given: CloudFrontResponse): CloudFrontResponse {
  if (!isRecord(value)) throw invalid('the result is not an object');
  return parseResponse(value, given);
}

function invalid(detail: string): EdgeFailure {
  return new EdgeFailure('FunctionValidationError', detail);
}

function parseRequest(value: Properties, given: CloudFrontRequest): CloudFrontRequest {
  const shown = toFunctionRequest(given);
  const { method, uri } = value;
  if (method !== given.method) throw invalid('the method was changed or is missing');
  if (typeof uri !== 'string') throw invalid('the uri is not a string');
  const querystring = readQuery(value.querystring, shown, given);
  const headers = readHeaders(value, shown, given);
  if (querystring === null || headers === null) throw invalid('querystring, headers or cookies have another form');
  const fault =
    findUrlFault(uri, querystring) ?? findHeaderFault(headers, toVisibleHeaders(given.headers), 'viewer-request');
  if (fault !== null) throw invalid(fault);
  return { method, uri, querystring, headers: withHidden(headers, given.headers) };
}

/** Keeps the raw text of what the function left alone. */
function readQuery(value: unknown, shown: FunctionEventRequest, given: CloudFrontRequest): string | null {
  if (typeof value === 'string') return value;
  if (isDeepStrictEqual(value, shown.querystring)) return given.querystring;
  const pairs = readValues(value ?? {});
  return pairs === null ? null : pairs.map(({ key, value: text }) => `${key}=${text}`).join('&');
}

function readHeaders(value: Properties, shown: FunctionEventRequest, given: CloudFrontRequest): HeaderMap | null {
  const fields = readHeaderFields(value.headers, shown.headers, given.headers);
  const cookies = readValues(value.cookies ?? {});
  if (!fields || !cookies) return null;
  if (cookies.length === 0) return fields;
  const raw = isDeepStrictEqual(value.cookies, shown.cookies) ? given.headers.get('cookie') : undefined;
  const cookie = cookies.map(({ key, value: text }) => `${key}=${text}`).join('; ');
  return new Map(fields).set('cookie', raw ?? [{ key: 'Cookie', value: cookie }]);
}

/** Fields in CloudFront's capitalisation; those that the function left alone keep their spelling. */
function readHeaderFields(value: unknown, shown: object, given: HeaderMap): HeaderMap | null {
  const fields = readValues(value ?? {});
  if (!fields || fields.some(({ key }) => key !== key.toLowerCase())) return null;
  const map = new Map(toHeaderMap(fields.map((field) => ({ key: toWireName(field.key), value: field.value }))));
  for (const [name, entry] of Object.entries(shown)) {
    const original = given.get(name);
    if (original && isDeepStrictEqual((value as Properties)[name], entry)) map.set(name, original);
  }
  return map;
}

function withHidden(headers: HeaderMap, given: HeaderMap): HeaderMap {
  const visible = toVisibleHeaders(given);
  return new Map([...headers, ...[...given].filter(([name]) => !visible.has(name))]);
}

function parseResponse(value: Properties, given: CloudFrontResponse | null): CloudFrontResponse {
  const { statusCode, statusDescription } = value;
  if (!Number.isInteger(statusCode) || Number(statusCode) < 100 || Number(statusCode) > 599) {
    throw invalid('statusCode is not an integer from 100 to 599');
  }
  if (statusDescription !== undefined && typeof statusDescription !== 'string') {
    throw invalid('statusDescription is not a string');
  }
  const shown: FunctionEventResponse | null = given && toFunctionResponse(given);
  const fields = readHeaderFields(value.headers, shown?.headers ?? {}, given?.headers ?? new Map());
  const cookies = readSetCookies(value.cookies ?? {});
  const body = readBody(value.body);
  if (!fields || !cookies || body === undefined) throw invalid('headers, cookies or body have another form');
  const headers = cookies.length > 0 ? new Map(fields).set('set-cookie', cookies) : fields;
  const eventType: EdgeEventType = 'viewer-response';
  const fault = findHeaderFault(headers, given && toVisibleHeaders(given.headers), eventType);
  if (fault !== null) throw invalid(fault);
  const status = Number(statusCode);
  return {
    status,
    statusDescription: statusDescription ?? STATUS_CODES[status] ?? '',
    headers: given ? withHidden(headers, given.headers) : headers,
    body: body ?? given?.body ?? null,
  };
}

function readSetCookies(value: unknown): Field[] | null {
  if (!isRecord(value)) return null;
  const fields: Field[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const values = readValues({ [name]: entry });
    if (!values) return null;
    const attributes = isRecord(entry) && typeof entry.attributes === 'string' ? `; ${entry.attributes}` : '';
    for (const { value: text } of values) fields.push({ key: 'Set-Cookie', value: `${name}=${text}${attributes}` });
  }
  return fields;
}

/** null for no body, undefined for one of another form. */
function readBody(value: unknown): Buffer | null | undefined {
  if (value === undefined) return null;
  if (typeof value === 'string') return Buffer.from(value);
  if (!isRecord(value) || typeof value.data !== 'string') return undefined;
  if (value.encoding === 'text') return Buffer.from(value.data);
  const isBase64 =
    value.encoding === 'base64' && /^[A-Za-z0-9+/]*={0,2}$/.test(value.data) && value.data.length % 4 === 0;
  return isBase64 ? Buffer.from(value.data, 'base64') : undefined;
}

/** Reads `{name: {value, multiValue?}}`; multiValue wins. */
function readValues(value: unknown): Field[] | null {
  if (!isRecord(value)) return null;
  const fields: Field[] = [];
  for (const [key, entry] of Object.entries(value)) {
    if (!isRecord(entry)) return null;
    const values = Array.isArray(entry.multiValue) ? (entry.multiValue as unknown[]) : [entry];
    for (const one of values) {
      if (!isRecord(one) || typeof one.value !== 'string') return null;
      fields.push({ key, value: one.value });
    }
  }
  return fields;
}
