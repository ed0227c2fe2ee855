/**
 * Stands before CloudFront and makes the loopback a bad mobile network: speed, round trip and outages, which may change
 * while it runs. It works on TCP streams: what has left the sender's kernel counts as sent for a browser's progress.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createLink, type Link } from './link.ts';
import { isOut, type NetworkProfile } from './profiles.ts';

export interface ShapedNetworkOptions {
  /** Where the connections go; null while there is nothing yet, and they are cut. */
  readonly target: () => { readonly host: string; readonly port: number } | null;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly profile: NetworkProfile;
}

export interface ShapedNetwork {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Changes the network under the connections that are open. */
  setNetwork(profile: NetworkProfile): void;
  close(): Promise<void>;
}

interface Conditions {
  readonly profile: NetworkProfile;
  readonly sinceMs: number;
  readonly up: Link;
  readonly down: Link;
}

/** Small, so that the connections of a link take turns. */
const PIECE_BYTES = 4096;
/** How much of one connection may be under way before its sender has to wait. */
const MAX_QUEUED_BYTES = 32 * 1024;
const OUTAGE_CHECK_MS = 100;

/** @throws {NodeJS.ErrnoException} when the port is taken. */
export async function createShapedNetwork(options: ShapedNetworkOptions): Promise<ShapedNetwork> {
  const { target, host, port } = options;
  let conditions = startConditions(options.profile);
  const open = new Set<Socket>();
  const isGone = () => isOut(conditions.profile, performance.now() - conditions.sinceMs);
  const cutAll = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const server = createServer({ allowHalfOpen: true }, (phone) => {
    const address = isGone() ? null : target();
    if (!address) return void phone.resetAndDestroy();
    join(phone, connect({ ...address, allowHalfOpen: true }), { open, conditions: () => conditions });
  });
  const watch = setInterval(() => isGone() && cutAll(), OUTAGE_CHECK_MS);
  watch.unref();
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    setNetwork(next) {
      conditions = startConditions(next);
      if (isGone()) cutAll();
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(watch);
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

interface Joining {
  /** The connections that an outage cuts. */
  readonly open: Set<Socket>;
  readonly conditions: () => Conditions;
}

function join(phone: Socket, edge: Socket, { open, conditions }: Joining): void {
  for (const socket of [phone, edge]) {
    open.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => open.delete(socket));
  }
  forward(phone, edge, () => conditions().up);
  forward(edge, phone, () => conditions().down);
}

function startConditions(profile: NetworkProfile): Conditions {
  const latencyMs = profile.roundTripMs / 2;
  return {
    profile,
    sinceMs: performance.now(),
    up: createLink(profile.uploadBitsPerSecond, latencyMs),
    down: createLink(profile.downloadBitsPerSecond, latencyMs),
  };
}

/** Forwards the bytes of one direction, in order, each when the link has carried it. */
function forward(from: Socket, to: Socket, link: () => Link): void {
  let queuedBytes = 0;
  let arrivesAtMs = 0;
  const isFull = () => queuedBytes > MAX_QUEUED_BYTES || to.writableLength > MAX_QUEUED_BYTES;
  const after = (bytes: number, deliver: () => void) => {
    const nowMs = performance.now();
    // A link that was made faster meanwhile must not let later bytes overtake earlier ones.
    arrivesAtMs = Math.max(arrivesAtMs, nowMs + link().delayMs(bytes, nowMs));
    if (arrivesAtMs <= nowMs && queuedBytes === bytes) deliver();
    else setTimeout(deliver, arrivesAtMs - nowMs);
  };
  from.on('data', (chunk: Buffer) => {
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      const piece = chunk.subarray(start, start + PIECE_BYTES);
      queuedBytes += piece.length;
      after(piece.length, () => {
        queuedBytes -= piece.length;
        // Not at `drain`, which only comes once more has stood there than is allowed here.
        if (!to.destroyed) to.write(piece, () => isFull() || from.resume());
      });
    }
    if (isFull()) from.pause();
  });
  from.once('end', () => after(0, () => to.end()));
  from.once('error', () => to.destroy());
  // Both directions are over: an end that does not close would be kept for ever.
  from.once('close', (hadError) => (hadError ? to.destroy() : after(0, () => to.destroySoon())));
}
