/**
 * While the page rushes by, no picture is asked for and no placeholder is drawn: nobody could see them, and a weak phone would drop frames
 * for them. What is in the page when it comes to rest is made good at once.
 */

/** So long without another leap, ms, and it is at rest. */
const REST_MS = 80;
/** A leap is from one frame to the next, in windows. */
const LEAP = 0.4;

const waiting = new Map<Element, () => void>();
let isRushing = false;

export function watchRush(): void {
  let last = scrollY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => {
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
      if (!isLeap && !isRushing) return;
      isRushing = true;
      for (const element of waiting.keys()) if (!element.isConnected) waiting.delete(element);
      clearTimeout(timer);
      timer = setTimeout(rest, REST_MS);
    },
    { passive: true },
  );
}

/** At once, or when the page is at rest; then for an element that is still in it. */
export function whenAtRest(element: Element, work: () => void): void {
  if (isRushing) waiting.set(element, work);
  else work();
}
