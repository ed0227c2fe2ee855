/**
 * CloudFront Function, viewer-request, of /upload: lets a form through to the bucket's root, where S3 reads its policy.
 * The form carries its own proof: a second one, Authorization, would make S3 refuse it, so it goes, as do the cookies.
 * A browser without script shows the response itself: it gets a page.
 */
import type { FunctionEvent, FunctionRequest, FunctionResponse } from './cloudfront-function.ts';
import { formatRefusalPage } from './format-refusal-page.ts';
import { readHeader } from './read-header.ts';

/** 50 MiB of photo, and S3's 20 KB for the fields before it with room for their delimiters. */
const MAX_BODY_BYTES = 50 * 1024 * 1024 + 64 * 1024;
const FORM = /^multipart\/form-data\s*;(.*;)?\s*boundary=("[^"]{1,70}"|[^\s;"]{1,70})\s*(;|$)/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  if (request.method !== 'POST') {
    return refuse(event, 405, 'method-not-allowed', 'This method is not offered here.');
  }
  if (!FORM.test(readHeader(request, 'content-type'))) {
    return refuse(event, 400, 'bad-request', 'The request has wrong or missing fields.');
  }
  const length = readHeader(request, 'content-length');
  if (!/^[1-9][0-9]{0,11}$/.test(length)) {
    return refuse(event, 400, 'bad-request', 'The request has wrong or missing fields.');
  }
  if (Number(length) > MAX_BODY_BYTES) {
    return refuse(event, 413, 'body-too-large', 'The request is too large.');
  }
  delete request.headers.authorization;
  request.cookies = {};
  request.querystring = {};
  request.uri = '/';
  return request;
}

function refuse(event: FunctionEvent, status: number, code: string, title: string): FunctionResponse {
  const isPage = /\btext\/html\b/.test(readHeader(event.request, 'accept'));
  return {
    statusCode: status,
    statusDescription: title,
    headers: {
      'content-type': { value: isPage ? 'text/html; charset=utf-8' : 'application/problem+json' },
      'cache-control': { value: 'no-store' },
      allow: { value: 'POST' },
    },
    body: { encoding: 'text', data: isPage ? formatRefusalPage(title) : formatProblem(event, status, code, title) },
  };
}

function formatProblem(event: FunctionEvent, status: number, code: string, title: string): string {
  return JSON.stringify({
    type: `/problems#${code}`,
    code: code,
    title: title,
    status: status,
    retry: 'never',
    request_id: event.context.requestId,
  });
}
