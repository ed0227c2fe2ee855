/** Lambda@Edge, origin-request, of /upload-url and /form: tickets, as JSON or in a page. */
import { ROUTES } from './api.ts';
import { createHandler } from './router.ts';
import { issueOneTicket, issueTickets } from './routes/issue-tickets.ts';
import { FORM_MANNERS, openForm } from './routes/open-form.ts';

export const handler = createHandler([
  { method: 'GET', path: ROUTES.uploadUrl, answer: issueOneTicket },
  { method: 'POST', path: ROUTES.uploadUrl, answer: issueTickets },
  { method: 'POST', path: ROUTES.form, answer: openForm, manners: FORM_MANNERS },
]);
