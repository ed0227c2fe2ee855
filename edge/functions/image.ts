/**
 * CloudFront Function, viewer-request, of /jobs/* and /thumbs/*: lets through nothing but the exact path of a photo. The
 * signature of an album opens whatever has `/{job}/` somewhere in it, a query included; here it is bound to its job.
 */
import { NOT_FOUND } from '../problem-table.ts';
import type { FunctionEvent, FunctionRequest, FunctionResponse } from './cloudfront-function.ts';
import { refuseWithProblem } from './refusal.ts';

const JOB = '[A-Za-z0-9][A-Za-z0-9_-]{0,63}';
const PHOTO = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** The engine's `$` also stands before a newline at the end, which JavaScript's does not. */
const END = '(?!\\n)$';
const ORIGINAL = new RegExp(
  `^/jobs/${JOB}/${PHOTO}/[0-9a-f]{64}\\.(jpg|png|webp|heic|heif|avif|pdf|jxl|dng|mp4|mov)${END}`,
);
const DERIVED = new RegExp(`^/thumbs/${JOB}/${PHOTO}/[0-9a-f]{32}-[0-9]{1,5}\\.webp${END}`);
/** CloudFront takes these away before the function; another client of the same URL may still show them. */
const SIGNATURE_PARAMETERS = ['Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'];

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  const isPhoto = ORIGINAL.test(request.uri) || DERIVED.test(request.uri);
  return isPhoto && isPlain(request.querystring) ? request : refuseWithProblem(event, NOT_FOUND, 'Not Found');
}

function isPlain(query: FunctionRequest['querystring']): boolean {
  if (typeof query === 'string') return query === '';
  return Object.keys(query).every((name) => {
    const parameter = query[name];
    return parameter !== undefined && !parameter.multiValue && SIGNATURE_PARAMETERS.includes(name);
  });
}
