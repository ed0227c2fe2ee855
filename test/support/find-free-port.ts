/** Finds ports that are free now, for services whose address must be known before they listen. */
import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';

export async function findFreePort(host = 'localhost'): Promise<number> {
  return (await listenOnce(0, host)) ?? findFreePort(host);
}

/**
 * Finds the first of `size` ports in a row, below those that systems give to whoever asks for any (Linux: 32,768 on):
 * nobody takes them while they are not held.
 */
export async function findFreeBlock(size: number, host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const first = 20_000 + randomInt(1200) * 10;
    const ports = await Promise.all(Array.from({ length: size }, (_, index) => listenOnce(first + index, host)));
    if (ports.every((port) => port !== null)) return first;
  }
}

/** Null where the port is taken. */
function listenOnce(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const { port: chosen } = server.address() as AddressInfo;
      server.close(() => resolve(chosen));
    });
  });
}
