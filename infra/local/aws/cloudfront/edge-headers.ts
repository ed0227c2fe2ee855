/** Which headers functions at the edge may see and change. [Developer Guide, "Restrictions on all edge functions"] */
import { type HeaderMap, headerValue } from './header-map.ts';

export type EdgeEventType = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';

/** Neither shown to functions nor taken from them. */
const DISALLOWED =
  /^(connection|expect|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|trailer|upgrade|x-accel-buffering|x-accel-charset|x-accel-limit-rate|x-accel-redirect|x-amz-cf-.*|x-amzn-auth|x-amzn-cf-billing|x-amzn-cf-id|x-amzn-cf-xff|x-amzn-errortype|x-amzn-fle-profile|x-amzn-header-count|x-amzn-header-order|x-amzn-lambda-integration-tag|x-amzn-requestid|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

const READ_ONLY: Readonly<Record<EdgeEventType, readonly string[]>> = {
  'viewer-request': ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'],
  'origin-request': [
    'accept-encoding',
    'cdn-loop',
    'content-length',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'transfer-encoding',
    'via',
  ],
  'origin-response': ['transfer-encoding', 'via'],
  'viewer-response': ['warning', 'via'],
};

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A value on the wire is bytes of Latin-1 without control characters. */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

export function isDisallowed(name: string): boolean {
  return DISALLOWED.test(name.toLowerCase());
}

/** The headers that a function is shown. */
export function toVisibleHeaders(headers: HeaderMap): HeaderMap {
  return new Map([...headers].filter(([name]) => !isDisallowed(name)));
}

/**
 * Says what is wrong with the headers that a function returned; null when nothing is.
 * @param shown What the function was given; null for a response that it made up itself.
 */
export function findHeaderFault(returned: HeaderMap, shown: HeaderMap | null, eventType: EdgeEventType): string | null {
  for (const [name, fields] of returned) {
    if (isDisallowed(name)) return `the header ${name} is not allowed`;
    const isSound =
      TOKEN.test(name) && fields.every(({ key, value }) => key.toLowerCase() === name && VALUE.test(value));
    if (!isSound) return `the header ${JSON.stringify(name)} is not a valid header`;
  }
  if (shown === null) return null;
  const changed = READ_ONLY[eventType].find((name) => headerValue(returned, name) !== headerValue(shown, name));
  return changed === undefined ? null : `the header ${changed} is read-only in ${eventType}`;
}
