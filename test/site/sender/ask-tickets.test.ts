import { describe, expect, it } from 'vitest';
import type { TicketRequest } from '../../../edge/api.ts';
import { announceOnly, withTickets } from '../../../site/sender/ask-tickets.ts';

const REQUEST: TicketRequest = { job_id: 'j-1', photos: [{ id: 'capture-1', type: 'image/jpeg', size: 5 }] };
const TICKET = {
  photo_id: '0b9f2f6e-6c1e-4f0a-9a4e-000000000001',
  key: 'k',
  url: '/upload',
  fields: {},
  expires_in: 900,
};

/** An edge whose only response this is, and what it was asked. */
function createEdge(body: string) {
  const asked: { readonly path: string; readonly init: RequestInit | undefined }[] = [];
  return {
    asked,
    ask: async (path: string, init?: RequestInit) => {
      asked.push({ path, init });
      return new Response(body);
    },
  };
}

describe('withTickets', () => {
  it('gives the tickets in the order of the request', async () => {
    const edge = createEdge(JSON.stringify({ tickets: [TICKET] }));
    expect(await withTickets(edge).tickets(REQUEST)).toEqual([TICKET]);
    expect(edge.asked.map(({ path, init }) => [path, init?.method, JSON.parse(String(init?.body))])).toEqual([
      ['/upload-url', 'POST', REQUEST],
    ]);
  });

  it.each([
    ['a page of a captive portal', '<html>'],
    ['nothing', 'null'],
    ['another shape', '{"tickets":{}}'],
    ['too few', '{"tickets":[]}'],
    ['an empty ticket', '{"tickets":[null]}'],
    ...Object.keys(TICKET).map((name) => [
      `none with ${name}`,
      JSON.stringify({ tickets: [{ ...TICKET, [name]: null }] }),
    ]),
  ])('takes %s for an edge out of reach', async (_, body) => {
    await expect(withTickets(createEdge(body)).tickets(REQUEST)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('announceOnly', () => {
  it('asks for no ticket', async () => {
    const edge = createEdge('{}');
    await announceOnly(edge, REQUEST);
    expect(edge.asked.map(({ init }) => JSON.parse(String(init?.body)))).toEqual([{ ...REQUEST, announce_only: true }]);
  });
});
