/**
 * The two big buttons. Their markup is in the page itself (site/index.html), where they can be used before the page's main
 * script has run; the capture bar takes the same elements over, so that a camera that is open finds its input still there.
 */
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Words } from '../../i18n/translate.ts';

const NAMES: readonly MessageKey[] = ['job.capture', 'job.library'];

const element = document.querySelector<HTMLElement>('.capture-buttons');

/** Puts `words` on the buttons, has them give what is chosen to `onPick`, and returns their element; null without it. */
export function captureButtons({ say }: Words, onPick: (files: readonly File[]) => void): HTMLElement | null {
  for (const [index, label] of element?.querySelectorAll('label').entries() ?? []) {
    const name = label.querySelector('span');
    const input = label.querySelector('input');
    const key = NAMES[index];
    if (!name || !input || !key) continue;
    name.textContent = say(key);
    input.onchange = () => {
      if (!input.files?.length) return;
      onPick([...input.files]);
      input.value = '';
    };
  }
  return element;
}
