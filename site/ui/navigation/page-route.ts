/** The pages of the site and their addresses. An open photo is part of the address, so that Back closes it. */
import { isJobId, isPhotoId } from '../../../edge/api.ts';

export type PageRoute =
  | { readonly page: 'jobs' }
  | { readonly page: 'live' }
  | { readonly page: 'job'; readonly jobId: string; readonly photoId: string | null }
  | JobPageRoute
  | { readonly page: 'problems'; readonly code: string | null };

const JOB_PAGES = ['history', 'deleted', 'report'] as const;

/** The pages about one job beside its own. */
export interface JobPageRoute {
  readonly page: (typeof JOB_PAGES)[number];
  readonly jobId: string;
}

/** What an address leads to that leads to nothing: it is told with the problems. */
const NOWHERE: PageRoute = { page: 'problems', code: 'nowhere' };

/** Reads an address of this site. */
export function parseRoute(url: URL): PageRoute {
  const [first, second, third, ...rest] = url.pathname.split('/').filter(Boolean);
  if (first === 'job' && second && isJobId(second) && rest.length === 0) {
    const page = JOB_PAGES.find((each) => each === third);
    if (third) return page ? { page, jobId: second } : NOWHERE;
    const photo = url.searchParams.get('photo');
    return { page: 'job', jobId: second, photoId: photo && isPhotoId(photo) ? photo : null };
  }
  if (first === 'live' && !second) return { page: 'live' };
  if (first === 'problems' && !second) return { page: 'problems', code: url.hash.slice(1) || null };
  return first && first !== 'index.html' ? NOWHERE : { page: 'jobs' };
}

/** The address of a page. None begins with a path of the API (`/jobs`, `/photos`, `/upload`, `/audit`). */
export function formatRoute(route: PageRoute): string {
  const { page } = route;
  if (page === 'job') return `/job/${route.jobId}${route.photoId ? `?photo=${route.photoId}` : ''}`;
  if ('jobId' in route) return `/job/${route.jobId}/${page}`;
  if (page === 'problems') return `/problems${route.code ? `#${route.code}` : ''}`;
  return page === 'live' ? '/live' : '/';
}
