/** Lambda@Edge, origin-request, of /upload-url: tickets. */
import { ROUTES } from './api.ts';
import { createHandler } from './router.ts';
import { issueOneTicket, issueTickets } from './routes/issue-tickets.ts';

export const handler = createHandler([
  { method: 'GET', path: ROUTES.uploadUrl, answer: issueOneTicket },
  { method: 'POST', path: ROUTES.uploadUrl, answer: issueTickets },
]);
