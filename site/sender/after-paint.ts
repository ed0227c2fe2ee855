/** The screen first: what holds a page's thread, or its network's processor, begins when the page has said that a picture is safe. */
import { phoneClock } from './phone-clock.ts';

/** A page that is not seen paints nothing. */
const LONGEST_FRAMES_MS = 250;

/** Fulfils when what the store has just taken has been painted. */
export async function afterPaint(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // The first may have begun before the page had read what there is to say.
  await Promise.race([frame().then(frame), phoneClock.sleep(LONGEST_FRAMES_MS)]);
  // What is asked for in a frame runs before that frame is painted.
  await phoneClock.sleep(0);
}
