/** Notes in a page when it first says that a photo is on this phone. */

declare global {
  /** Since the page's navigation began, ms. */
  var savedMs: number | undefined;
}

/** Runs in the page, before its own scripts. */
export function watchSaved(): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.waiting')) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      globalThis.savedMs = performance.now();
    });
  }).observe(document, { childList: true, subtree: true });
}
