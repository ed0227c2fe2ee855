/** Lambda@Edge, origin-request, of /upload-url and /form: tickets, as JSON or in a page. */
import { ROUTES } from './api.ts';
import { toProblemPage } from './core/form-page.ts';
import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { issueOneTicket, issueTickets } from './routes/issue-tickets.ts';
import { openForm, readFormToken } from './routes/open-form.ts';

export const UPLOAD_URL_ROUTES: readonly EdgeRoute[] = [
  { method: 'GET', path: ROUTES.uploadUrl, respond: issueOneTicket },
  { method: 'POST', path: ROUTES.uploadUrl, respond: issueTickets, isForLinks: true },
  { method: 'POST', path: ROUTES.form, respond: openForm, readToken: readFormToken, toProblemResponse: toProblemPage },
];

export const handler = createHandler(UPLOAD_URL_ROUTES);
