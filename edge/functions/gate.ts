/**
 * CloudFront Function, viewer-request, of the API: turns away what has no bearer token that could still hold, before a
 * Lambda is paid for. It reads the expiry and believes nothing: whoever passes is verified behind it.
 */
import type { FunctionEvent, FunctionRequest, FunctionResponse } from './cloudfront-function.ts';

const MAX_TOKEN_LENGTH = 4096;
const CLOCK_TOLERANCE_SECONDS = 30;
const BEARER = /^bearer +([\w-]+)\.([\w-]+)\.[\w-]+$/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  const header = request.headers.authorization;
  if (!header || (header.value === '' && !header.multiValue)) {
    return refuse(event, 'token-missing', 'Sign in to continue.');
  }
  const isLone = !header.multiValue || header.multiValue.length < 2;
  const parts = isLone && header.value.length <= MAX_TOKEN_LENGTH + 8 ? BEARER.exec(header.value) : null;
  if (!parts || header.value.replace(/^bearer +/i, '').length > MAX_TOKEN_LENGTH) {
    return refuse(event, 'token-invalid', 'Sign in again to continue.');
  }
  const expiry = readExpiry(parts[2] || '');
  if (expiry === null) return refuse(event, 'token-invalid', 'Sign in again to continue.');
  if (expiry + CLOCK_TOLERANCE_SECONDS <= Math.floor(Date.now() / 1000)) {
    return refuse(event, 'token-expired', 'Your sign-in has expired.');
  }
  return request;
}

/** Unix seconds; null for what is no JWT. */
function readExpiry(payload: string): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const expiry = typeof claims === 'object' && claims !== null ? (claims as { exp?: unknown }).exp : null;
    return typeof expiry === 'number' ? expiry : null;
  } catch (_error) {
    return null;
  }
}

function refuse(event: FunctionEvent, code: string, title: string): FunctionResponse {
  const challenge = code === 'token-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
  const problem = {
    type: `/problems#${code}`,
    code: code,
    title: title,
    status: 401,
    retry: 'after-sign-in',
    request_id: event.context.requestId,
  };
  return {
    statusCode: 401,
    statusDescription: 'Unauthorized',
    headers: {
      'content-type': { value: 'application/problem+json' },
      'cache-control': { value: 'no-store' },
      'www-authenticate': { value: challenge },
    },
    body: { encoding: 'text', data: JSON.stringify(problem) },
  };
}
