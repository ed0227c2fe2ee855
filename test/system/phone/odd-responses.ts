/** Responses that edge, S3, the issuer, or something in their place, give on a bad day. */

interface ResponseParts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type OddResponse =
  // S3
  | 'busy'
  | 'expired-ticket'
  // The edge
  | 'expired-token'
  | 'unknown-key'
  // The issuer, or what stands in its place
  | 'too-many'
  | 'overloaded'
  | 'refused'
  | 'portal-200'
  | 'portal-400'
  | 'portal-401'
  | 'session-ended';

const XML = { 'content-type': 'application/xml' };
const PROBLEM = { 'content-type': 'application/problem+json' };
/** The page must be able to read it: what CORS hides looks like a connection that was cut. */
const READABLE = { 'access-control-allow-origin': '*' };
const JSON_OF_ISSUER = { ...READABLE, 'content-type': 'application/json', 'cache-control': 'no-store' };
const PAGE = { ...READABLE, 'content-type': 'text/html' };
const PORTAL = '<!doctype html><title>Welcome</title><p>Room number, please.';

export const ODD_RESPONSES: Readonly<Record<OddResponse, ResponseParts>> = {
  busy: { status: 503, headers: XML, body: '<Error><Code>SlowDown</Code></Error>' },
  'expired-ticket': {
    status: 403,
    headers: XML,
    body: '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>',
  },
  'expired-token': { status: 401, headers: PROBLEM, body: formatProblem('token-expired') },
  /** The issuer has a new key, and the edge does not know it yet, or no longer knows the old one. */
  'unknown-key': { status: 401, headers: PROBLEM, body: formatProblem('token-invalid') },
  'too-many': {
    status: 429,
    headers: { ...JSON_OF_ISSUER, 'retry-after': '2', 'access-control-expose-headers': 'retry-after' },
    body: '{"error":"too_many_requests"}',
  },
  overloaded: { status: 503, headers: JSON_OF_ISSUER, body: '{"error":"temporarily_unavailable"}' },
  refused: { status: 403, headers: JSON_OF_ISSUER, body: '{"error":"access_denied"}' },
  'portal-200': { status: 200, headers: PAGE, body: PORTAL },
  'portal-400': { status: 400, headers: PAGE, body: PORTAL },
  'portal-401': { status: 401, headers: PAGE, body: PORTAL },
  /** The only one that is final: the refresh token is taken no more. */
  'session-ended': { status: 400, headers: JSON_OF_ISSUER, body: '{"error":"invalid_grant"}' },
};

function formatProblem(code: string): string {
  return JSON.stringify({ code, status: 401, retry: 'after-sign-in' });
}
