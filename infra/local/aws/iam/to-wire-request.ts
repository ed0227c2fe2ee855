/** A request that node received, as the verifiers of signatures take it. */
import type { IncomingMessage } from 'node:http';
import type { WireRequest } from './canonical-request.ts';

export function toWireRequest({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): WireRequest {
  const [path = '/', ...rest] = url.split('?');
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: rawHeaders[index + 1] ?? '' }] : [],
  );
  return { method, path, query: rest.join('?'), headers };
}
