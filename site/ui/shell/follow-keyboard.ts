/** Where a keyboard covers the page instead of making it smaller (iOS), styles learn how much of it is covered. */

/** @param view absent in browsers that tell nothing of it */
export function followKeyboard(view: VisualViewport | null, page: Pick<Window, 'innerHeight' | 'document'>): void {
  view?.addEventListener('resize', () => {
    const covered = view.scale > 1 ? 0 : Math.max(0, page.innerHeight - view.height - view.offsetTop);
    page.document.documentElement.style.setProperty('--covered', covered ? `${covered}px` : '');
  });
}
