/** For how long what a link had before is taken after the link was revoked: each is asked again and again until it is refused. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type LinkAlbum, type MadeLink, type OpenedLink, ROUTES, type Ticket } from '../../../edge/api.ts';
import { LINK_ROUTES } from '../../../edge/link-api.ts';

export interface Revocation {
  readonly dashboard: string;
  readonly jobId: string;
  readonly link: MadeLink;
  /** As a dispatcher. */
  ask(path: string, init: { readonly method: string }): Promise<Response>;
}

const ASK_EVERY_MS = 500;
/** Longer than anything may last. */
const GIVE_UP_MS = 180_000;

type Ask = () => Promise<Response>;

/** @throws {Error} when the job shows no image, or something is never refused */
export async function timeRevocation(revocation: Revocation): Promise<Readonly<Record<string, number>>> {
  const { dashboard, jobId, link, ask } = revocation;
  const asked = await openLink(dashboard, link);
  const named = new URLSearchParams({ job_id: jobId, link_id: link.link_id });
  const { status } = await ask(`${LINK_ROUTES.links}?${named}`, { method: 'DELETE' });
  if (status !== 204) throw new Error(`the link was not revoked: ${status}`);
  const revokedAtMs = Date.now();
  const times = Object.entries(asked).map(async ([what, request]) => {
    for (let takenMs = 0; Date.now() - revokedAtMs < GIVE_UP_MS; await wait(ASK_EVERY_MS)) {
      if (!(await request()).ok) return [what, takenMs / 1000] as const;
      takenMs = Date.now() - revokedAtMs;
    }
    throw new Error(`${what}: never refused`);
  });
  return Object.fromEntries(await Promise.all(times));
}

/** All that a link gets, as requests that can be made again. */
async function openLink(dashboard: string, link: MadeLink): Promise<Readonly<Record<string, Ask>>> {
  const post = (path: string, body: object, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return fetch(dashboard + path, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const secret = new URL(link.url).hash.slice(1);
  const open = () => post(LINK_ROUTES.openLink, { secret });
  const { token, job_id } = (await (await open()).json()) as OpenedLink;
  const headers = { authorization: `Bearer ${token}` };
  const readAlbum = () => fetch(`${dashboard}${ROUTES.photos}?job_id=${job_id}`, { headers });
  const album = (await (await readAlbum()).json()) as LinkAlbum;
  const image = album.photos.find(({ thumb_url }) => thumb_url)?.thumb_url;
  if (!image) throw new Error('the job shows no image');
  const bytes = randomBytes(2000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const photos = [{ id: `bench-${sha256.slice(0, 20)}`, type: 'image/jpeg', size: bytes.length, sha256 }];
  const askTickets = () => post(ROUTES.uploadUrl, { job_id, photos }, token);
  const { tickets } = (await (await askTickets()).json()) as { readonly tickets: readonly [Ticket] };
  return {
    opening: open,
    album: readAlbum,
    tickets: askTickets,
    'image signed before': () => fetch(new URL(image, dashboard)),
    'ticket signed before': () => sendWith(tickets[0], bytes, dashboard),
  };
}

function sendWith(ticket: Ticket, bytes: Uint8Array<ArrayBuffer>, dashboard: string): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.set(name, value);
  form.set('file', new Blob([bytes]));
  return fetch(new URL(ticket.url, dashboard), { method: 'POST', body: form });
}
