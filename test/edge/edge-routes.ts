/** All routes of the API, as edge/jobs.ts, edge/photos.ts and edge/upload-url.ts share them out among functions. */
import type { Route } from '../../edge/router.ts';
import { deletePhoto, editPhoto, restorePhoto } from '../../edge/routes/change-photo.ts';
import { issueOneTicket, issueTickets } from '../../edge/routes/issue-tickets.ts';
import { listDeleted } from '../../edge/routes/list-deleted.ts';
import { listJobs } from '../../edge/routes/list-jobs.ts';
import { FORM_MANNERS, openForm } from '../../edge/routes/open-form.ts';
import { readAlbum } from '../../edge/routes/read-album.ts';
import { readAudit } from '../../edge/routes/read-audit.ts';

export const EDGE_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/jobs', answer: listJobs },
  { method: 'GET', path: '/upload-url', answer: issueOneTicket },
  { method: 'POST', path: '/upload-url', answer: issueTickets },
  { method: 'POST', path: '/form', answer: openForm, manners: FORM_MANNERS },
  { method: 'GET', path: '/photos', answer: readAlbum },
  { method: 'GET', path: '/photos/deleted', answer: listDeleted },
  { method: 'PATCH', path: '/photos/{photo_id}', answer: editPhoto },
  { method: 'DELETE', path: '/photos/{photo_id}', answer: deletePhoto },
  { method: 'POST', path: '/photos/{photo_id}/restore', answer: restorePhoto },
  { method: 'GET', path: '/audit', answer: readAudit },
];
