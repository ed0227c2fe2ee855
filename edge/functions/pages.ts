/**
 * CloudFront Function, viewer-request, of the site: finds the file that a URL means. Which release is live stands in the
 * key-value store, so that all pages change over by one write there; a cookie, which a link under `/staging/` sets, opens a
 * preview instead. A name with an extension is a file; everything else is a page, and the pages are one, which reads the
 * URL itself. What has its content's hash in its name is of no release: a page of any finds it. A route of the API that is
 * written wrongly ends here too, for paths are compared letter by letter: whoever sent it is a program, which no page would help.
 */
import cf from 'cloudfront';
import {
  LIVE_KEY,
  PREVIEW_COOKIE,
  PREVIEW_KEY_PREFIX,
  PREVIEW_SECONDS,
  STAGING_KEY,
} from '../core/release-contract.ts';
import { METHOD_NOT_ALLOWED, NOT_FOUND } from '../problem-table.ts';
import type { FunctionEvent, FunctionRequest, FunctionResponse } from './cloudfront-function.ts';
import { refuseWithProblem } from './refusal.ts';

const FILE = /\/[^/]+\.[A-Za-z0-9]+$/;
/** Of the deployment, not of a release. */
const CONFIG = '/config.json';
/** What every release shares, and the files of one that is named. */
const FIXED = /^\/(assets|r\/[0-9a-f]{10})\//;
/** Pages of their own: how photos come from a phone's share sheet, and a customer's link. */
const OWN_PAGE = /^\/(shortcut|l)$/;
/** Whether customers book here: set by the build (infra/build/bundle.ts). */
declare const HAS_BOOKINGS: boolean;
/** The pages on which they do; `/book-status.html` is the file of `/book/status`. */
const BOOKING_PAGE = /^\/book(\/(es|status|terms))?$/;
const MISWRITTEN_BOOKING = /^\/(bookings(\/offer)?|stripe\/webhook)\/*$/i;
/** In any case, with or without slashes behind it; as they are to be written, they have behaviours of their own. */
const MISWRITTEN = /^\/(upload-url|upload|photos(\/.*)?|links(\/open)?|jobs|audit|people)\/*$/i;
const STAGING = /^\/staging(\/([0-9a-f]{10}|end))?\/?$/;
const RELEASE = /^[0-9a-f]{10}$/;
/** Each of these lies in the bucket twice, as it is and compressed. */
const COMPRESSED = /\.(html|js|css|svg|webmanifest)$/;
const BROTLI = /(^|[\s,])br(\s*;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*(,|$)/;

export async function handler(event: FunctionEvent): Promise<FunctionRequest | FunctionResponse> {
  const request = event.request;
  const uri = request.uri;
  if (uri === CONFIG) return request;
  if (isMiswritten(uri)) return refuseWithProblem(event, NOT_FOUND, NOT_FOUND.title);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuseWithProblem(event, METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED.title);
  }
  const staging = STAGING.exec(uri);
  if (staging) {
    const response = await openPreview(staging[2] || '');
    return response;
  }
  if (!FIXED.test(uri)) {
    const release = await findRelease(request);
    if (release === '') return refuse(503, 'No version of the site is live yet.');
    request.uri = `/r/${release}${findFile(uri)}`;
  }
  if (COMPRESSED.test(request.uri) && takesBrotli(request)) request.uri = `/br${request.uri}`;
  return request;
}

function isMiswritten(uri: string): boolean {
  return MISWRITTEN.test(uri) || (HAS_BOOKINGS && MISWRITTEN_BOOKING.test(uri));
}

function findFile(uri: string): string {
  if (FILE.test(uri)) return uri;
  if (HAS_BOOKINGS && BOOKING_PAGE.test(uri)) return `/book${uri.slice('/book'.length).replace('/', '-')}.html`;
  return OWN_PAGE.test(uri) ? `${uri}.html` : '/index.html';
}

/** Empty where none is live. */
async function findRelease(request: FunctionRequest): Promise<string> {
  const store = cf.kvs();
  const cookie = request.cookies[PREVIEW_COOKIE];
  if (cookie && !cookie.multiValue && RELEASE.test(cookie.value)) {
    const isPreview = await store.exists(PREVIEW_KEY_PREFIX + cookie.value);
    if (isPreview) return cookie.value;
  }
  const live = await read(LIVE_KEY);
  return live;
}

async function read(key: string): Promise<string> {
  try {
    const value = await cf.kvs().get(key);
    return RELEASE.test(value) ? value : '';
  } catch (_error) {
    return '';
  }
}

/** Sets the cookie and leads to the first page; only what is a preview by the store's word can be opened. */
async function openPreview(wanted: string): Promise<FunctionResponse> {
  if (wanted === 'end') return leadHome('', 0);
  const release = wanted === '' ? await read(STAGING_KEY) : wanted;
  const isPreview = release !== '' && (await cf.kvs().exists(PREVIEW_KEY_PREFIX + release));
  return isPreview ? leadHome(release, PREVIEW_SECONDS) : refuse(404, 'There is no preview of this version.');
}

function leadHome(release: string, seconds: number): FunctionResponse {
  const cookies: NonNullable<FunctionResponse['cookies']> = {};
  const attributes = `Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`;
  cookies[PREVIEW_COOKIE] = { value: release, attributes: attributes };
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: '/' }, 'cache-control': { value: 'no-store' } },
    cookies: cookies,
    body: { encoding: 'text', data: '' },
  };
}

function refuse(status: number, text: string): FunctionResponse {
  return {
    statusCode: status,
    statusDescription: text,
    headers: {
      'content-type': { value: 'text/plain; charset=utf-8' },
      'cache-control': { value: 'no-store' },
      'retry-after': { value: '30' },
    },
    body: { encoding: 'text', data: text },
  };
}

/** A header that was sent twice, and one that takes `br` with a quality of 0, gets the file as it is. */
function takesBrotli(request: FunctionRequest): boolean {
  const header = request.headers['accept-encoding'];
  return header !== undefined && !header.multiValue && BROTLI.test(header.value);
}
