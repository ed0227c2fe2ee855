/** Lambda@Edge, origin-request, of /links: doors to single jobs for customers without an account. */
import { ROUTES } from './api.ts';
import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { listLinks, makeLink, revokeLink } from './routes/links.ts';
import { openLink } from './routes/open-link.ts';

export const LINKS_ROUTES: readonly EdgeRoute[] = [
  { method: 'POST', path: ROUTES.links, respond: makeLink },
  { method: 'GET', path: ROUTES.links, respond: listLinks },
  { method: 'DELETE', path: ROUTES.links, respond: revokeLink },
  { method: 'POST', path: ROUTES.openLink, respond: openLink, isPublic: true },
];

export const handler = createHandler(LINKS_ROUTES);
