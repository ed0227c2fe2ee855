/**
 * CloudFront Function, viewer-request, of /form: lets through one short form that this site's own page has sent. It
 * can't see the token in the body: the edge function behind it verifies that, as behind `gate`.
 */

import { FORM_DENIED, FORM_TOO_LARGE, FORM_WRONG, NO_FORM } from '../core/plain-words.ts';
import { MAX_FORM_BYTES } from '../core/viewer-contract.ts';
import { ACCESS_DENIED, BAD_REQUEST, BODY_TOO_LARGE, METHOD_NOT_ALLOWED, type ProblemRow } from '../problem-table.ts';
import {
  type FunctionEvent,
  type FunctionRequest,
  type FunctionResponse,
  readLoneHeader,
} from './cloudfront-function.ts';
import { beginAgain, type RefusedPage, refuseWithPage } from './refusal.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  if (request.method === 'GET' || request.method === 'HEAD') return beginAgain();
  if (request.method !== 'POST') return refuse(METHOD_NOT_ALLOWED, { phrase: 'Method Not Allowed', why: NO_FORM });
  if (!isOfOwnPage(request)) return refuse(ACCESS_DENIED, { phrase: 'Forbidden', why: FORM_DENIED });
  const length = readLoneHeader(request, 'content-length');
  const isForm = FORM.test(readLoneHeader(request, 'content-type')) && /^[1-9][0-9]{0,11}$/.test(length);
  if (!isForm || request.headers.authorization) return refuse(BAD_REQUEST, { phrase: 'Bad Request', why: FORM_WRONG });
  if (Number(length) > MAX_FORM_BYTES) {
    return refuse(BODY_TOO_LARGE, { phrase: 'Content Too Large', why: FORM_TOO_LARGE });
  }
  request.cookies = {};
  request.querystring = {};
  return request;
}

/**
 * Another site's page could send its own token, and the photo would then go to a job of that site's choice. A browser that does
 * not say Sec-Fetch-Site says Origin; what says neither is no browser, and sends nothing that it was not told to.
 */
function isOfOwnPage(request: FunctionRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site) return /^(same-origin|none)$/.test(readLoneHeader(request, 'sec-fetch-site'));
  if (!request.headers.origin) return true;
  const origin = readLoneHeader(request, 'origin');
  const host = readLoneHeader(request, 'host');
  return host !== '' && (origin === `https://${host}` || origin === `http://${host}`);
}

function refuse(row: ProblemRow, page: RefusedPage): FunctionResponse {
  const response = refuseWithPage(row, page);
  response.headers.allow = { value: 'GET, HEAD, POST' };
  return response;
}
