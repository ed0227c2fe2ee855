/** Lambda@Edge, origin-request, of /photos: albums. */
import { ROUTES } from './api.ts';
import { createHandler } from './router.ts';
import { readAlbum } from './routes/read-album.ts';

export const handler = createHandler([{ method: 'GET', path: ROUTES.photos, answer: readAlbum }]);
