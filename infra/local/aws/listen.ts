/** Starting and stopping the HTTP server of a service. All of them listen on the loopback alone. */
import { once } from 'node:events';
import type { Server, ServerOptions } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';

export interface ListenOptions {
  /** An address of the loopback; 127.0.0.1 unless told. */
  readonly host?: string | undefined;
  /** 0, which is the default, takes a free one. */
  readonly port?: number | undefined;
}

export interface Listener {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Takes no more connections and cuts those that are open; fulfils when the port is free. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 30_000;
const CHECK_EVERY_MS = 5000;

/**
 * Options of a server whose requests take as long as they like, such as uploads over a slow link: only the headers have to
 * come in time. Node gives up that bound too where there is none on the request.
 */
export function withoutRequestTimeout(headersTimeoutMs = HEADERS_TIMEOUT_MS): ServerOptions {
  return {
    requestTimeout: 0,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, headersTimeoutMs),
  };
}

/**
 * Starts a server.
 * @throws {NodeJS.ErrnoException} when the port is taken (`EADDRINUSE`) or may not be used.
 */
export async function listen(server: Server, { host = '127.0.0.1', port = 0 }: ListenOptions): Promise<Listener> {
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
