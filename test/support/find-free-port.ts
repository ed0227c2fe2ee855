/** Finds a port that is free now, for a service whose address must be known before it listens. */
import { type AddressInfo, createServer } from 'node:net';

export async function findFreePort(host = 'localhost'): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
