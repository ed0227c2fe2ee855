/** The cases of the contract against the edge itself: its routes behind an HTTP server, before the emulated services. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES, type Ticket } from '../../../edge/api.ts';
import { EDGE_ROUTES } from '../edge-routes.ts';
import { createEdgeWorld, type EdgeFunction, type EdgeWorld } from '../edge-world.ts';
import { mintToken } from '../issuer.ts';
import { toAnnouncementRow, toJobRecord, toPhotoRecord } from '../records.ts';
import type { EdgeTarget } from './ask-target.ts';
import { describeEdge } from './edge-cases.ts';

describeEdge('the edge', async (): Promise<EdgeTarget> => {
  const world = await createEdgeWorld();
  const members = ['worker-1'];
  await world.put(
    ...[toJobRecord('j-open', { members }), toJobRecord('j-closed', { members, status: 'closed' })].flatMap((job) => [
      job,
      { ...job, sk: 'MEMBER#worker-1', member: 'worker-1' },
    ]),
    toJobRecord('j-other'),
  );
  const edge = world.start(EDGE_ROUTES);
  const server = createServer((request, response) => void handle(request, response, { world, edge }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: {
      worker: await mintToken(),
      dispatcher: await mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'] }),
    },
    async develop({ photo_id, key }: Ticket) {
      await world.put(toPhotoRecord('j-open', photo_id, { key, bytes: 5 }));
      await world.remove(toAnnouncementRow('j-open', photo_id));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await world.close();
    },
  };
});

interface Served {
  readonly world: EdgeWorld;
  readonly edge: EdgeFunction;
}

async function handle(request: IncomingMessage, response: ServerResponse, { world, edge }: Served): Promise<void> {
  const { method = '', url = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (url === ROUTES.upload) return forward(body, headers['content-type'] ?? '', { world, response });
  const { 'if-match': match, 'if-none-match': known, authorization } = headers;
  const sent = { ...(match && { 'if-match': match }), ...(known && { 'if-none-match': known }) };
  const got = await edge.ask(url, {
    method,
    headers: { ...sent, ...(authorization && { authorization }) },
    ...(body.length > 0 && { body: body.toString() }),
  });
  response.writeHead(got.status, got.headers).end(got.text);
}

/** As the distribution brings a form to the bucket. */
async function forward(
  body: Buffer<ArrayBuffer>,
  type: string,
  { world, response }: { readonly world: EdgeWorld; readonly response: ServerResponse },
): Promise<void> {
  const endpoint = await world.s3.config.endpoint?.();
  const bucket = `http://${endpoint?.hostname}:${endpoint?.port}/${world.config.uploads_bucket}`;
  const stored = await fetch(bucket, { method: 'POST', body, headers: { 'content-type': type } });
  response.writeHead(stored.status, { 'content-type': stored.headers.get('content-type') ?? '' });
  response.end(await stored.text());
}
