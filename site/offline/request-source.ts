/** Where the service worker takes a response from. The API, sign-in and other origins are left to the network. */

import { LAST_JOB_PATH } from './seen-names.ts';
import { SHARE_PATH } from './shared-photos.ts';

export type Source = 'page' | 'shell' | 'config' | 'image' | 'shared' | 'last-job' | 'network';

export interface RequestFacts {
  readonly url: string;
  readonly method: string;
  readonly isNavigation: boolean;
  /** The site's own. */
  readonly origin: string;
}

const IMAGE = /^\/(?:jobs|thumbs)\/[^/]+\/[^/]+\/[^/]+\.(?:jpg|png|webp|heic|heif|avif)$/;
const SHELL = /^\/(?:assets\/[^/]+|manifest\.webmanifest)$/;
/** A name with a dot is a file; `/staging` is another site; the rest are paths of the API, and a page that is none of the dashboard's. */
const NO_PAGE =
  /\.[^/]*$|^\/(?:staging|jobs|photos|upload|upload-url|form|shortcut|audit|people|links|l|book|thumbs)(?:\/|$)/;

export function chooseSource({ url, method, isNavigation, origin }: RequestFacts): Source {
  const { origin: asked, pathname } = new URL(url);
  if (asked === origin && method === 'POST' && isNavigation && pathname === SHARE_PATH) return 'shared';
  if (asked !== origin || method !== 'GET') return 'network';
  if (IMAGE.test(pathname)) return 'image';
  if (isNavigation && pathname === LAST_JOB_PATH) return 'last-job';
  if (isNavigation) return NO_PAGE.test(pathname) && pathname !== '/index.html' ? 'network' : 'page';
  if (pathname === '/config.json') return 'config';
  return SHELL.test(pathname) ? 'shell' : 'network';
}
