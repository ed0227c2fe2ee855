/**
 * An HTTP proxy between the browser and the local run that breaks the line as a field worker's network does. It stands
 * below the browser's cache and service worker: nothing of the site knows of it.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `cut`: before the request has left. `lose`: it was obeyed, its answer is cut. `stall`: no byte moves any more.
 * `break-off`: it was obeyed, and no byte moves any more in the middle of its answer.
 */
export type Fault = 'cut' | 'lose' | 'stall' | 'break-off' | 'busy' | 'expired-ticket' | 'expired-token';

export interface FaultProxy {
  /** For the browser's proxy setting. */
  readonly url: string;
  /** Decides each request; null lets it pass. */
  fault: (method: string, path: string) => Fault | null;
  /** Method and path of all requests that came by, with the fault that they met. */
  readonly seen: { readonly method: string; readonly path: string; readonly fault: Fault | null }[];
  close(): Promise<void>;
}

export async function startFaultProxy(): Promise<FaultProxy> {
  const server = createServer((request, answer) => {
    const url = new URL(request.url ?? '');
    const method = request.method ?? 'GET';
    const fault = proxy.fault(method, url.pathname);
    proxy.seen.push({ method, path: url.pathname, fault });
    strike(fault, request, answer, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => null,
    seen: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function strike(fault: Fault | null, request: IncomingMessage, answer: ServerResponse, url: URL): void {
  if (fault === 'cut') request.socket.destroy();
  else if (fault === 'busy') refuse(answer, request, 503, 'application/xml', '<Error><Code>SlowDown</Code></Error>');
  else if (fault === 'expired-ticket') refuse(answer, request, 403, 'application/xml', EXPIRED_TICKET);
  else if (fault === 'expired-token') refuse(answer, request, 401, 'application/problem+json', EXPIRED_TOKEN);
  else if (fault !== 'stall') pass(request, answer, url, fault);
}

const EXPIRED_TICKET =
  '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>';
const EXPIRED_TOKEN = JSON.stringify({ code: 'token-expired', status: 401, retry: 'after-sign-in' });

function refuse(answer: ServerResponse, request: IncomingMessage, status: number, type: string, body: string): void {
  // Read first: a browser that is still sending takes an early answer for a broken line.
  request.resume().on('end', () => answer.writeHead(status, { 'content-type': type }).end(body));
}

function pass(request: IncomingMessage, answer: ServerResponse, url: URL, fault: 'lose' | 'break-off' | null): void {
  const { 'proxy-connection': _, ...headers } = request.headers;
  const onward = forward({
    host: url.hostname,
    port: url.port,
    method: request.method,
    path: url.pathname + url.search,
    headers,
  });
  onward.on('error', () => request.socket.destroy());
  onward.on('response', (response) => {
    if (fault === 'lose') {
      // Cut inside the answer: had nothing come at all, the browser itself would send the request again.
      response.resume().on('end', () => {
        answer.writeHead(201, { 'content-length': '500' });
        answer.write('<', () => answer.socket?.destroy());
      });
      return;
    }
    answer.writeHead(response.statusCode ?? 502, response.headers);
    if (fault === null) response.pipe(answer);
    else response.once('data', (chunk: Buffer) => answer.write(chunk.subarray(0, chunk.length / 2))).resume();
  });
  request.pipe(onward);
}
