/** A proxy before a local run that plants one fault at a time: what a deployment that is wrong would do. */
import { createServer, type IncomingHttpHeaders, request as sendHttp } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxiedRequest {
  readonly method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface ProxiedResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface EdgeFault {
  /** Before the run gets it. */
  readonly onRequest?: (request: ProxiedRequest) => void;
  /** Before the caller gets it. */
  readonly onResponse?: (response: ProxiedResponse, request: ProxiedRequest) => void;
}

export interface FaultyProxy {
  readonly url: string;
  /** Null: none. */
  plant(fault: EdgeFault | null): void;
  close(): Promise<void>;
}

export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let fault: EdgeFault | null = null;
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const asked: ProxiedRequest = { method, path, headers: { ...headers }, body: await readAll(incoming) };
    fault?.onRequest?.(asked);
    const response = await forward(target, asked);
    fault?.onResponse?.(response, asked);
    const { 'transfer-encoding': _, ...rest } = response.headers;
    outgoing.writeHead(response.status, { ...rest, 'content-length': response.body.length });
    outgoing.end(response.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    plant: (next) => {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: string, { method, path, headers, body }: ProxiedRequest): Promise<ProxiedResponse> {
  const { 'content-length': _, 'transfer-encoding': __, ...rest } = headers;
  const length = body.length > 0 || method === 'POST' ? { 'content-length': String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const request = sendHttp(new URL(path, target), { method, headers: { ...rest, ...length } }, (incoming) => {
      readAll(incoming).then((all) => {
        resolve({ status: incoming.statusCode ?? 0, headers: { ...incoming.headers }, body: all });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
