/** Where the keyboard focus goes when the page changes. */
import { formatRoute, type PageRoute } from './page-route.ts';

/** Moves focus to the heading of a page that was entered, and back to the card or tile that led away from the page before. */
export function moveFocus(route: PageRoute, before: PageRoute): void {
  requestAnimationFrame(() => {
    const origin = findOrigin(route, before);
    const target = origin ?? (isSamePage(route, before) ? null : document.querySelector<HTMLElement>('h1'));
    target?.focus({ preventScroll: target.tagName === 'H1' });
    if (!isSamePage(route, before) && !origin) scrollTo(0, 0);
  });
}

function findOrigin(route: PageRoute, before: PageRoute): HTMLElement | null {
  if (before.page === 'job' && route.page === 'jobs') {
    return document.querySelector<HTMLElement>(`.card[href="${formatRoute({ ...before, photoId: null })}"]`);
  }
  if (before.page === 'job' && before.photoId && isSamePage(route, before) && route.page === 'job' && !route.photoId) {
    return document.querySelector<HTMLElement>(`[data-photo="${before.photoId}"]`);
  }
  return null;
}

function isSamePage(one: PageRoute, other: PageRoute): boolean {
  return formatRoute(withoutPhoto(one)) === formatRoute(withoutPhoto(other));
}

function withoutPhoto(route: PageRoute): PageRoute {
  return route.page === 'job' ? { ...route, photoId: null } : route;
}
