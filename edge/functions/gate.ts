/**
 * CloudFront Function, viewer-request, of the API: turns away what has no bearer token that could still hold, before a
 * Lambda is paid for. It reads the expiry and verifies nothing: the function behind it does.
 */

import { CLOCK_TOLERANCE_SECONDS, MAX_TOKEN_LENGTH } from '../core/viewer-contract.ts';
import { type ProblemRow, TOKEN_EXPIRED, TOKEN_INVALID, TOKEN_MISSING } from '../problem-table.ts';
import type { FunctionEvent, FunctionRequest, FunctionResponse } from './cloudfront-function.ts';
import { refuseWithProblem } from './refusal.ts';

const BEARER = /^bearer +([\w-]+)\.([\w-]+)\.[\w-]+$/i;

export function handler(event: FunctionEvent): FunctionRequest | FunctionResponse {
  const request = event.request;
  const header = request.headers.authorization;
  if (!header || (header.value === '' && !header.multiValue)) return refuse(event, TOKEN_MISSING);
  const isLone = !header.multiValue || header.multiValue.length < 2;
  const parts = isLone && header.value.length <= MAX_TOKEN_LENGTH + 8 ? BEARER.exec(header.value) : null;
  const isLong = header.value.replace(/^bearer +/i, '').length > MAX_TOKEN_LENGTH;
  if (!parts || isLong) return refuse(event, TOKEN_INVALID);
  const expiry = readExpiry(parts[2] || '');
  if (expiry === null) return refuse(event, TOKEN_INVALID);
  if (expiry + CLOCK_TOLERANCE_SECONDS <= Math.floor(Date.now() / 1000)) return refuse(event, TOKEN_EXPIRED);
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

function refuse(event: FunctionEvent, row: ProblemRow): FunctionResponse {
  const response = refuseWithProblem(event, row, 'Unauthorized');
  const challenge = row.code === TOKEN_MISSING.code ? 'Bearer' : 'Bearer error="invalid_token"';
  response.headers['www-authenticate'] = { value: challenge };
  return response;
}
