/**
 * CloudFront Function, viewer-request, of /form: lets through one short form of this site's own pages, and nothing that
 * only resembles it. It can't see the token in the body; whoever passes is verified behind it, as behind `gate`.
 */
import type { FunctionEvent, FunctionRequest, FunctionResponse } from './cloudfront-function.ts';
import { FORM_PAGE, formatRefusalPage } from './format-refusal-page.ts';
import { readHeader } from './read-header.ts';

/** The longest token and the longest job id, with room for their names and for blanks around them. */
const MAX_BODY_BYTES = 8 * 1024;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  if (request.method === 'GET' || request.method === 'HEAD') return redirect();
  if (request.method !== 'POST') return refuse(405, 'Method Not Allowed', 'This method is not offered here.');
  // Another site's page could send a stranger's token and so have a photo sent to the stranger's job.
  if (request.headers['sec-fetch-site'] && !/^(same-origin|none)$/.test(readHeader(request, 'sec-fetch-site'))) {
    return refuse(403, 'Forbidden', 'You may not do this here.');
  }
  const length = readHeader(request, 'content-length');
  const isForm = FORM.test(readHeader(request, 'content-type')) && /^[1-9][0-9]{0,11}$/.test(length);
  if (!isForm || request.headers.authorization) {
    return refuse(400, 'Bad Request', 'The request has wrong or missing fields.');
  }
  if (Number(length) > MAX_BODY_BYTES) return refuse(413, 'Content Too Large', 'The request is too large.');
  request.cookies = {};
  request.querystring = {};
  return request;
}

/** Who loads the page again by its address begins anew. */
function redirect(): FunctionResponse {
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: FORM_PAGE }, 'cache-control': { value: 'no-store' } },
    body: { encoding: 'text', data: '' },
  };
}

function refuse(status: number, description: string, title: string): FunctionResponse {
  return {
    statusCode: status,
    statusDescription: description,
    headers: {
      'content-type': { value: 'text/html; charset=utf-8' },
      'cache-control': { value: 'no-store' },
      allow: { value: 'GET, HEAD, POST' },
    },
    body: { encoding: 'text', data: formatRefusalPage(title) },
  };
}
