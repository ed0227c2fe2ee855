/** The keyboard focus stays on the page: it is led past the lists, and back where what had it is gone. */

/**
 * Where what had the focus has left the document (a photo that was deleted, a row that was restored), the page's heading gets
 * it, so that the next Tab does not begin at the top. The link that skips leads to that heading as well: at the desk the list
 * of jobs stands before the album.
 */
export function keepFocus(page: Document): void {
  let focused: Element | null = null;
  page.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element ? target : null;
  });
  new MutationObserver(() => {
    if (!focused || focused.isConnected) return;
    focused = null;
    // Whoever closes something gives the focus back by itself, in the frame after.
    requestAnimationFrame(() => requestAnimationFrame(() => page.activeElement === page.body && focusHeading(page)));
  }).observe(page.body, { childList: true, subtree: true });
  page.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('.skip')) return;
    event.preventDefault();
    focusHeading(page);
  });
}

function focusHeading(page: Document): void {
  page.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}
