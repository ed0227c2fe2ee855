/** Compresses a response for who takes it so. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EdgeRequest, EdgeResponse } from '../core/exchange.ts';

/** Below this a compressed response saves a slow phone nothing, bytes. */
const LEAST_GZIP_BYTES = 1024;

const compress = promisify(gzip);

export async function withGzip({ headers: asked }: EdgeRequest, response: EdgeResponse): Promise<EdgeResponse> {
  const accepted = asked['accept-encoding'];
  const isAccepted = accepted?.some((value) => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(value)) ?? false;
  if (!isAccepted || Buffer.byteLength(response.body) < LEAST_GZIP_BYTES) return response;
  const headers = { ...response.headers, 'content-encoding': 'gzip', vary: 'authorization, accept-encoding' };
  return { ...response, headers, body: await compress(response.body) };
}
