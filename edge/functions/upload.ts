/**
 * CloudFront Function, viewer-request, of /upload and /form/upload: lets a form through to the bucket's root, where S3 reads
 * its policy. The form holds its own signature. An Authorization header beside it would make S3 refuse the form, so it is
 * removed, as are the cookies.
 * A browser without script shows the response itself: it gets a page.
 */
import { BEGIN_AGAIN, NO_FORM, UPLOAD_NOT_WHOLE, UPLOAD_TOO_LARGE, type WordsInBoth } from '../core/plain-words.ts';
import { FORM_UPLOAD_PATH } from '../core/viewer-contract.ts';
import { BAD_REQUEST, BODY_TOO_LARGE, METHOD_NOT_ALLOWED, type ProblemRow } from '../problem-table.ts';
import {
  type FunctionEvent,
  type FunctionRequest,
  type FunctionResponse,
  readLoneHeader,
} from './cloudfront-function.ts';
import { beginAgain, refuseWithPage, refuseWithProblem } from './refusal.ts';

/** 50 MiB of photo, and S3's 20 KB for the fields before it with room for their delimiters. */
const MAX_BODY_BYTES = 50 * 1024 * 1024 + 64 * 1024;
const FORM = /^multipart\/form-data\s*;(.*;)?\s*boundary=("[^"]{1,70}"|[^\s;"]{1,70})\s*(;|$)/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  if (request.method === 'GET' && request.uri === FORM_UPLOAD_PATH) return beginAgain();
  if (request.method !== 'POST') return refuse(event, METHOD_NOT_ALLOWED, NO_FORM);
  if (!FORM.test(readLoneHeader(request, 'content-type'))) return refuse(event, BAD_REQUEST, UPLOAD_NOT_WHOLE);
  const length = readLoneHeader(request, 'content-length');
  if (!/^[1-9][0-9]{0,11}$/.test(length)) return refuse(event, BAD_REQUEST, UPLOAD_NOT_WHOLE);
  if (Number(length) > MAX_BODY_BYTES) return refuse(event, BODY_TOO_LARGE, UPLOAD_TOO_LARGE);
  delete request.headers.authorization;
  request.cookies = {};
  request.querystring = {};
  request.uri = '/';
  return request;
}

function refuse(event: FunctionEvent, row: ProblemRow, why: WordsInBoth): FunctionResponse {
  const isPage =
    event.request.uri === FORM_UPLOAD_PATH || /\btext\/html\b/.test(readLoneHeader(event.request, 'accept'));
  const response = isPage
    ? refuseWithPage(row, { phrase: row.title, why: why, advice: BEGIN_AGAIN })
    : refuseWithProblem(event, row, row.title);
  response.headers.allow = { value: 'POST' };
  return response;
}
