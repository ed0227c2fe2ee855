/** Bodies of requests, as the edge double reads them. */
import type { IncomingMessage } from 'node:http';
import type { TicketRequest } from '../../edge/api.ts';

export async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Whether a request for tickets asks for none. */
export function onlyAnnounces(body: Buffer): boolean {
  try {
    return (JSON.parse(body.toString()) as Partial<TicketRequest> | null)?.announce_only === true;
  } catch {
    return false;
  }
}
