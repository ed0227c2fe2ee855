/**
 * While the page rushes by, no picture is asked for and no placeholder is drawn: nobody could see them, and a weak phone would drop frames
 * for them. What is in the page when it comes to rest is made good at once.
 */

/** So many frames without another leap, and it is at rest. Not a time: on a weak phone one frame takes as long. */
const REST_FRAMES = 5;
/** A leap is from one frame to the next, in windows. */
const LEAP = 0.4;

const waiting = new Map<Element, () => void>();
let isRushing = false;

export function watchRush(): void {
  let last = scrollY;
  let frames = 0;
  const rest = () => {
    frames += 1;
    if (frames < REST_FRAMES) return void requestAnimationFrame(rest);
    isRushing = false;
    const due = [...waiting];
    waiting.clear();
    for (const [element, work] of due) if (element.isConnected) work();
  };
  addEventListener(
    'scroll',
    () => {
      const isLeap = Math.abs(scrollY - last) > innerHeight * LEAP;
      last = scrollY;
      if (!isLeap) return;
      frames = 0;
      if (!isRushing) requestAnimationFrame(rest);
      isRushing = true;
      for (const element of waiting.keys()) if (!element.isConnected) waiting.delete(element);
    },
    { passive: true },
  );
}

/** At once, or when the page is at rest; then for an element that is still in it. */
export function whenAtRest(element: Element, work: () => void): void {
  if (isRushing) waiting.set(element, work);
  else work();
}
