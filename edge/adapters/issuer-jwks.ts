/** The issuer's published keys (RFC 7517), whose newest response decides which keys count. */
import http from 'node:http';
import https from 'node:https';
import type { JWK } from 'jose';
import { AppError } from '../problem.ts';

const TIME_LIMIT_MS = 3_000;
const MAX_BYTES = 64 * 1024;

/** @throws {AppError} when the issuer gives no key set: `unavailable` */
export async function fetchIssuerJwks(uri: string): Promise<readonly JWK[]> {
  try {
    const jwks: unknown = JSON.parse(await get(new URL(uri)));
    if (typeof jwks === 'object' && jwks !== null && 'keys' in jwks && Array.isArray(jwks.keys)) {
      return jwks.keys.filter((key) => typeof key === 'object' && key !== null);
    }
    throw new Error('The response is no JWK set.');
  } catch (cause) {
    throw new AppError('unavailable', { retryAfterSeconds: 60, cause });
  }
}

function get(url: URL): Promise<string> {
  const { request } = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const sent = request(url, { headers, signal: AbortSignal.timeout(TIME_LIMIT_MS) }, (response) => {
      if (response.statusCode !== 200) return void sent.destroy(new Error(`Status ${response.statusCode}`));
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_BYTES) sent.destroy(new Error('The key set is too large.'));
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
