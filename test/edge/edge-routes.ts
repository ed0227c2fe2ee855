/** All routes of the API, as the functions share them out. */
import type { EdgeRoute } from '../../edge/core/route.ts';
import { JOBS_ROUTES } from '../../edge/jobs.ts';
import { LINKS_ROUTES } from '../../edge/links.ts';
import { PHOTOS_ROUTES } from '../../edge/photos.ts';
import { UPLOAD_URL_ROUTES } from '../../edge/upload-url.ts';

export const EDGE_ROUTES: readonly EdgeRoute[] = [
  ...LINKS_ROUTES,
  ...JOBS_ROUTES,
  ...UPLOAD_URL_ROUTES,
  ...PHOTOS_ROUTES,
];
