/** Lambda@Edge, origin-request, of /photos and /audit: albums, what becomes of their photos, and who did what. */
import { ROUTES } from './api.ts';
import type { EdgeRoute } from './core/route.ts';
import { createHandler } from './create-handler.ts';
import { askForOriginal, deletePhoto, editPhoto, notePhotoSeen, restorePhoto } from './routes/change-photo.ts';
import { listDeleted } from './routes/list-deleted.ts';
import { movePhoto } from './routes/move-photo.ts';
import { addNote, listNotes, takeNoteBack } from './routes/notes.ts';
import { readAlbum } from './routes/read-album.ts';
import { readAudit } from './routes/read-audit.ts';
import { showFirstLook } from './routes/show-first-look.ts';

export const PHOTOS_ROUTES: readonly EdgeRoute[] = [
  { method: 'GET', path: ROUTES.photos, respond: readAlbum, isForLinks: true },
  { method: 'GET', path: ROUTES.deleted, respond: listDeleted },
  { method: 'GET', path: `${ROUTES.photos}/{photo_id}/first-look`, respond: showFirstLook },
  // Before the routes of a photo: on the job itself.
  { method: 'GET', path: `${ROUTES.photos}/notes`, respond: listNotes },
  { method: 'POST', path: `${ROUTES.photos}/notes`, respond: addNote },
  { method: 'DELETE', path: `${ROUTES.photos}/notes`, respond: takeNoteBack },
  { method: 'GET', path: `${ROUTES.photos}/{photo_id}/notes`, respond: listNotes },
  { method: 'POST', path: `${ROUTES.photos}/{photo_id}/notes`, respond: addNote },
  { method: 'DELETE', path: `${ROUTES.photos}/{photo_id}/notes`, respond: takeNoteBack },
  { method: 'PATCH', path: `${ROUTES.photos}/{photo_id}`, respond: editPhoto },
  { method: 'DELETE', path: `${ROUTES.photos}/{photo_id}`, respond: deletePhoto },
  { method: 'POST', path: `${ROUTES.photos}/{photo_id}/restore`, respond: restorePhoto },
  { method: 'POST', path: `${ROUTES.photos}/{photo_id}/original`, respond: askForOriginal },
  { method: 'POST', path: `${ROUTES.photos}/{photo_id}/seen`, respond: notePhotoSeen },
  { method: 'POST', path: `${ROUTES.photos}/{photo_id}/move`, respond: movePhoto },
  { method: 'GET', path: ROUTES.audit, respond: readAudit },
];

export const handler = createHandler(PHOTOS_ROUTES);
