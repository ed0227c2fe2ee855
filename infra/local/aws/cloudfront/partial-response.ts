/** Answers from an object at hand: 304 to a condition that holds, 206 or 416 to a range. [RFC 9110 §§13–14] */
import type { StoredResponse } from './cache.ts';
import type { CloudFrontRequest } from './edge-message.ts';
import { headerValue, withHeaders, withoutHeaders } from './header-map.ts';

/** Departure: several ranges in one request get the whole object. */
export function toConditionalResponse(request: CloudFrontRequest, response: StoredResponse): StoredResponse {
  if (response.status !== 200 || (request.method !== 'GET' && request.method !== 'HEAD')) return response;
  if (isUnchanged(request, response)) {
    const headers = withoutHeaders(response.headers, ['content-length', 'content-type', 'content-encoding']);
    return { status: 304, statusDescription: 'Not Modified', headers, body: null };
  }
  return request.method === 'GET' ? toRangeResponse(request, response) : response;
}

function isUnchanged(request: CloudFrontRequest, response: StoredResponse): boolean {
  const ifNoneMatch = headerValue(request.headers, 'if-none-match');
  if (ifNoneMatch !== null) {
    const etag = headerValue(response.headers, 'etag');
    const weak = (tag: string) => tag.trim().replace(/^W\//, '');
    return ifNoneMatch.trim() === '*' || (etag !== null && ifNoneMatch.split(',').map(weak).includes(weak(etag)));
  }
  const since = Date.parse(headerValue(request.headers, 'if-modified-since') ?? '');
  const modified = Date.parse(headerValue(response.headers, 'last-modified') ?? '');
  return modified <= since;
}

function toRangeResponse(request: CloudFrontRequest, response: StoredResponse): StoredResponse {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headerValue(request.headers, 'range') ?? '') ?? [];
  const { body } = response;
  if ((first === '' && last === '') || !body || !isRangeWanted(request, response)) return response;
  const size = body.length;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return response;
  if (start >= size) {
    const headers = withHeaders(response.headers, { 'Content-Range': `bytes */${size}`, 'Content-Length': '0' });
    return { status: 416, statusDescription: 'Requested Range Not Satisfiable', headers, body: null };
  }
  const part = body.subarray(start, end + 1);
  const headers = withHeaders(response.headers, {
    'Content-Range': `bytes ${start}-${end}/${size}`,
    'Content-Length': String(part.length),
  });
  return { status: 206, statusDescription: 'Partial Content', headers, body: part };
}

function isRangeWanted(request: CloudFrontRequest, response: StoredResponse): boolean {
  const ifRange = headerValue(request.headers, 'if-range');
  if (ifRange === null) return true;
  const etag = headerValue(response.headers, 'etag');
  return (ifRange === etag && !ifRange.startsWith('W/')) || ifRange === headerValue(response.headers, 'last-modified');
}
