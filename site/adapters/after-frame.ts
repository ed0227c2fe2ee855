/** Does `work` once what is due on the screen is there; at once in a page that nobody sees, which has no frames. */
export function afterFrame(work: () => void): void {
  if (document.hidden) work();
  else requestAnimationFrame(() => setTimeout(work));
}
