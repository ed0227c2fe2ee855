/** The route for tickets, which the sender alone asks. */
import { isPhotoId, ROUTES, type Ticket, type TicketRequest } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import type { Api } from '../phone.ts';
import type { EdgeRoutes } from './ports.ts';

type Asking = Pick<Api, 'ask'>;

/** The edge with its tickets, in the order of the request. Each call fails with an AppError. */
export function withTickets<T extends Asking>(api: T): T & Pick<EdgeRoutes, 'tickets'> {
  return {
    ...api,
    async tickets(request) {
      const response = await post(api, request);
      const { tickets }: { tickets?: unknown } = (await response.json().catch(toUnavailable)) ?? {};
      const isWhole = Array.isArray(tickets) && tickets.length === request.photos.length && tickets.every(isTicket);
      return isWhole ? tickets : toUnavailable();
    },
  };
}

/** Tells of photos without asking for tickets. */
export async function announceOnly(api: Asking, request: TicketRequest): Promise<void> {
  await post(api, { ...request, announce_only: true });
}

function post({ ask }: Asking, body: TicketRequest): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return ask(ROUTES.uploadUrl, { method: 'POST', body: JSON.stringify(body), headers });
}

/** A page of a captive portal is no JSON, or not ours: to the caller the service is out of reach. */
function toUnavailable(cause?: unknown): never {
  throw new AppError('unavailable', { cause });
}

function isTicket(value: Partial<Ticket> | null): value is Ticket {
  return (
    typeof value?.photo_id === 'string' &&
    isPhotoId(value.photo_id) &&
    typeof value.key === 'string' &&
    typeof value.url === 'string' &&
    typeof value.expires_in === 'number' &&
    typeof value.fields === 'object' &&
    value.fields !== null
  );
}
