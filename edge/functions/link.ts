/**
 * CloudFront Function, viewer-request, of /links/open: lets one short body through, before a Lambda is paid for. It can't see the
 * secret in it: the edge function behind it looks that up.
 */

import { MAX_LINK_BODY_BYTES } from '../core/viewer-contract.ts';
import { BAD_REQUEST, BODY_TOO_LARGE, METHOD_NOT_ALLOWED, type ProblemRow } from '../problem-table.ts';
import {
  type FunctionEvent,
  type FunctionRequest,
  type FunctionResponse,
  readLoneHeader,
} from './cloudfront-function.ts';
import { refuseWithProblem } from './refusal.ts';

const JSON_TYPE = /^application\/json\s*(;|$)/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  if (request.method !== 'POST') return refuse(event, METHOD_NOT_ALLOWED, 'Method Not Allowed');
  const length = readLoneHeader(request, 'content-length');
  const isJson = JSON_TYPE.test(readLoneHeader(request, 'content-type')) && /^[1-9][0-9]{0,11}$/.test(length);
  if (!isJson || request.headers.authorization) return refuse(event, BAD_REQUEST, 'Bad Request');
  if (Number(length) > MAX_LINK_BODY_BYTES) return refuse(event, BODY_TOO_LARGE, 'Content Too Large');
  request.cookies = {};
  request.querystring = {};
  return request;
}

function refuse(event: FunctionEvent, row: ProblemRow, phrase: string): FunctionResponse {
  const response = refuseWithProblem(event, row, phrase);
  response.headers.allow = { value: 'POST' };
  return response;
}
