/**
 * CloudFront Function, viewer-request, of the site: finds the file that a clean URL means. A name with an extension is a
 * file; everything else is a page, and the pages are one, which reads the URL itself. `/staging/` holds a second site.
 */
import type { FunctionEvent, FunctionRequest } from './cloudfront-function.ts';

const STAGING = /^\/staging(\/|$)/;
const FILE = /\/[^/]+\.[A-Za-z0-9]+$/;

export function handler(event: FunctionEvent): FunctionRequest {
  const request = event.request;
  if (!FILE.test(request.uri)) request.uri = STAGING.test(request.uri) ? '/staging/index.html' : '/index.html';
  return request;
}
