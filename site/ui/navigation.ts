/** Links within the site change the page without loading it; focus goes where the new page begins. */
import type { Actions } from './actions.ts';
import { formatRoute, parseRoute, type Route } from './model/route.ts';

/** Takes over clicks on links to pages of this site; new tabs, downloads and images stay the browser's. */
export function followLinks(root: HTMLElement, actions: Actions): void {
  root.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    const route = parseRoute(url);
    if (formatRoute(route) !== url.pathname + url.search + url.hash) return;
    event.preventDefault();
    actions.go(route);
  });
}

/** Moves focus to the heading of a page that was entered, and back to the card or tile that one came from. */
export function moveFocus(route: Route, before: Route): void {
  requestAnimationFrame(() => {
    const origin = findOrigin(route, before);
    const target = origin ?? (isSamePage(route, before) ? null : document.querySelector<HTMLElement>('h1'));
    target?.focus({ preventScroll: target.tagName === 'H1' });
    if (!isSamePage(route, before) && !origin) scrollTo(0, 0);
  });
}

function findOrigin(route: Route, before: Route): HTMLElement | null {
  if (before.page === 'job' && route.page === 'jobs') {
    return document.querySelector<HTMLElement>(`.card[href="${formatRoute({ ...before, photoId: null })}"]`);
  }
  if (before.page === 'job' && before.photoId && isSamePage(route, before) && route.page === 'job' && !route.photoId) {
    return document.querySelector<HTMLElement>(`[data-photo="${before.photoId}"]`);
  }
  return null;
}

function isSamePage(one: Route, other: Route): boolean {
  return formatRoute(withoutPhoto(one)) === formatRoute(withoutPhoto(other));
}

function withoutPhoto(route: Route): Route {
  return route.page === 'job' ? { ...route, photoId: null } : route;
}
