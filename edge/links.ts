/** Lambda@Edge, origin-request, of /links: doors to single jobs for customers without an account. */

import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { LINK_ROUTES } from './link-api.ts';
import { listLinks, makeLink, revokeLink } from './routes/links.ts';
import { openLink } from './routes/open-link.ts';

export const LINKS_ROUTES: readonly EdgeRoute[] = [
  { method: 'POST', path: LINK_ROUTES.links, respond: makeLink },
  { method: 'GET', path: LINK_ROUTES.links, respond: listLinks },
  { method: 'DELETE', path: LINK_ROUTES.links, respond: revokeLink },
  { method: 'POST', path: LINK_ROUTES.openLink, respond: openLink, isPublic: true },
];

export const handler = createHandler(LINKS_ROUTES);
