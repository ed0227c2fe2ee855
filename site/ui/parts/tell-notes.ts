/** How many notes there are, for whoever opens them. */
import type { Say } from '../../i18n/translate.ts';

export function tellNotes(count: number | undefined, say: Say): string {
  return count ? say('notes.count', { n: count }) : say('notes.open');
}
