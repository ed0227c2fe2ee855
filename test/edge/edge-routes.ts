/** All routes of the API, as edge/jobs.ts, edge/photos.ts and edge/upload-url.ts share them out among functions. */
import { toProblemPage } from '../../edge/core/form-page.ts';
import type { EdgeRoute } from '../../edge/core/route.ts';
import { deletePhoto, editPhoto, restorePhoto } from '../../edge/routes/change-photo.ts';
import { issueOneTicket, issueTickets } from '../../edge/routes/issue-tickets.ts';
import { listDeleted } from '../../edge/routes/list-deleted.ts';
import { listJobs } from '../../edge/routes/list-jobs.ts';
import { openForm, readFormToken } from '../../edge/routes/open-form.ts';
import { readAlbum } from '../../edge/routes/read-album.ts';
import { readAudit } from '../../edge/routes/read-audit.ts';

export const EDGE_ROUTES: readonly EdgeRoute[] = [
  { method: 'GET', path: '/jobs', respond: listJobs },
  { method: 'GET', path: '/upload-url', respond: issueOneTicket },
  { method: 'POST', path: '/upload-url', respond: issueTickets },
  { method: 'POST', path: '/form', respond: openForm, readToken: readFormToken, toProblemResponse: toProblemPage },
  { method: 'GET', path: '/photos', respond: readAlbum },
  { method: 'GET', path: '/photos/deleted', respond: listDeleted },
  { method: 'PATCH', path: '/photos/{photo_id}', respond: editPhoto },
  { method: 'DELETE', path: '/photos/{photo_id}', respond: deletePhoto },
  { method: 'POST', path: '/photos/{photo_id}/restore', respond: restorePhoto },
  { method: 'GET', path: '/audit', respond: readAudit },
];
