/** Where the focus is, and the way there by Tab. */
import type { Page } from 'playwright-core';

const MOST_STEPS = 40;

/** What a screen reader would say of it. */
export const focusedName = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : null;
    return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim();
  });

/**
 * Presses Tab, or Shift+Tab to go back, until the element of that name has the focus.
 * @throws {Error} when 40 steps do not lead there
 */
export async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press(key);
    if (name.test(await focusedName(page))) return;
  }
  throw new Error(`${MOST_STEPS} steps of Tab do not lead to ${name}; the last was “${await focusedName(page)}”`);
}
