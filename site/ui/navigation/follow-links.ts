/** Links within the site change the page without loading it. */
import type { Actions } from '../context.ts';
import { formatRoute, parseRoute } from './page-route.ts';

/** Takes over clicks on links to pages of this site; leaves new tabs, downloads and images to the browser. */
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
