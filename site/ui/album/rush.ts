/**
 * While the page rushes by, tiles come bare and no picture is asked for or drawn: nobody could see them, and a weak phone would drop
 * frames for them. What is in the page when it comes to rest is made good then: what is seen first, and in each frame a little.
 */

/** So many frames without another leap, and it is at rest. Not a time: on a weak phone one frame takes as long. */
const REST_FRAMES = 5;
/** A leap is from one frame to the next, in windows: what is in the page for no more than four frames is not looked at. */
const LEAP = 0.25;
/** So long a frame: each tile and each placeholder takes a weak phone some milliseconds, and a grid has dozens. */
const DRAWING_MS = 8;

/** An element, or the mark before one that is still to come. */
type Place = Element | Comment;

const waiting = new Map<Place, () => void>();
let isRushing = false;
let isDue = false;
let frames = 0;

export function watchRush(): void {
  let last = scrollY;
  addEventListener(
    'scroll',
    () => {
      const isLeap = Math.abs(scrollY - last) > innerHeight * LEAP;
      last = scrollY;
      if (!isLeap) return;
      frames = 0;
      isRushing = true;
      askForFrame();
      for (const place of waiting.keys()) if (!place.isConnected) waiting.delete(place);
    },
    { passive: true },
  );
}

export function isAtRest(): boolean {
  return !isRushing;
}

/** At once, or when the page is at rest; then for what is still in it. */
export function whenAtRest(place: Place, draw: () => void): void {
  if (isRushing) drawSoon(place, draw);
  else draw();
}

/** In the next frame or, where there is much to draw, in a later one; when the page is at rest, for what is still in it. */
export function drawSoon(place: Place, draw: () => void): void {
  waiting.set(place, draw);
  askForFrame();
}

function askForFrame(): void {
  if (!isDue) requestAnimationFrame(drawSome);
  isDue = true;
}

function drawSome(startedMs: number): void {
  isDue = false;
  frames += 1;
  if (isRushing && frames < REST_FRAMES) return void askForFrame();
  isRushing = false;
  const seen = [...waiting.keys()].filter(isSeen);
  for (const place of new Set([...seen, ...waiting.keys()])) {
    const draw = waiting.get(place);
    waiting.delete(place);
    if (place.isConnected) draw?.();
    if (performance.now() - startedMs > DRAWING_MS) break;
  }
  if (waiting.size > 0) askForFrame();
}

function isSeen(place: Place): boolean {
  const element = 'tagName' in place ? place : place.nextElementSibling;
  const { top, bottom } = element?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  return bottom > 0 && top < innerHeight;
}
