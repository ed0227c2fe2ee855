/** A 2G link between a browser and the edge, on which nothing moves while it pauses; connections stay open. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { NETWORK_PROFILES } from '../../../infra/local/network/profiles.ts';
import { createShapedNetwork } from '../../../infra/local/network/shaped-network.ts';

export interface PausingNetwork {
  readonly url: string;
  /** Fast until it is called. */
  slowDown(): void;
  pause(): void;
  goOn(): void;
  close(): Promise<void>;
}

/** @param port of the edge */
export async function startPausingNetwork(port: number): Promise<PausingNetwork> {
  const host = '127.0.0.1';
  const link = await createShapedNetwork({
    target: () => ({ host, port }),
    host,
    port: 0,
    profile: NETWORK_PROFILES.none,
  });
  const sockets = new Set<Socket>();
  let isPaused = false;
  const server = createServer((phone) => {
    const edge = connect({ host, port: link.port });
    for (const [from, to] of [[phone, edge] as const, [edge, phone] as const]) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => sockets.delete(from));
      from.pipe(to);
      if (isPaused) from.unpipe(to).pause();
      resumers.set(from, () => from.pipe(to));
    }
  });
  const resumers = new WeakMap<Socket, () => void>();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    slowDown: () => link.setNetwork(NETWORK_PROFILES['2g']),
    pause() {
      isPaused = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    goOn() {
      isPaused = false;
      for (const socket of sockets) resumers.get(socket)?.();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await link.close();
    },
  };
}
