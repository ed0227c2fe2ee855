/** The embedded S3: listens on the loopback and answers as Amazon S3 does, or fails loudly. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialStore } from '../iam/credentials.ts';
import type { LocalService } from '../service.ts';

export interface S3Options {
  /** Folder of its own; made where it is missing. */
  readonly dataDir: string;
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Loopback address to listen on. */
  readonly host?: string;
  /** The clock, in Unix milliseconds. */
  readonly now?: () => number;
  /** Makes one event notification durable at its target (a queue's or function's ARN) before it resolves. */
  readonly deliver?: (targetArn: string, notification: unknown) => Promise<void>;
}

export async function createS3(options: S3Options): Promise<LocalService> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer((_, response) => {
    response.writeHead(501).end();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
