/** A door before the local services at which a test makes calls slow, or the calling process die. */
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FailingDoor extends AsyncDisposable {
  readonly url: string;
  /** Waits for what is under way at the service. */
  settle(): Promise<void>;
}

export interface DoorOptions {
  readonly target: string;
  /** From this call on nothing is answered, as to a process that is dead; counted over all doors of one `deaths`. */
  readonly deaths?: { readonly at: number; readonly isDone: boolean; seen: number };
  readonly delayMs?: number;
}

export async function openFailingDoor({ target, deaths, delayMs = 0 }: DoorOptions): Promise<FailingDoor> {
  const underWay = new Set<Promise<void>>();
  const follow = (call: Promise<void>) => {
    underWay.add(call);
    return call.finally(() => underWay.delete(call));
  };
  const server = createServer(async (incoming, outgoing) => {
    if (deaths) {
      deaths.seen += 1;
      if (deaths.seen > deaths.at) return;
      // Done at the service, and its response is lost; or never asked at all.
      if (deaths.seen === deaths.at) return deaths.isDone ? follow(forward(incoming, null, target)) : undefined;
    }
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return follow(forward(incoming, outgoing, target));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async settle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The head goes on as it came: the signature is over the host too. */
async function forward(incoming: IncomingMessage, outgoing: ServerResponse | null, target: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const { method, url, headers } = incoming;
    const sent = ask(new URL(url ?? '/', target), { method, headers, setHost: false }, (response) => {
      if (outgoing) response.pipe(outgoing.writeHead(response.statusCode ?? 500, response.headers));
      else response.resume();
      response.once('end', resolve);
    });
    sent.once('error', () => resolve());
    incoming.pipe(sent);
  });
}
