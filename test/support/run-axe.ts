/** axe-core in a page: which of its rules the page breaks, and by which elements. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, and what is good practice beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface AxeOptions {
  readonly runOnly?: NonNullable<RunOptions['runOnly']>;
  /** As the page is, unless told. */
  readonly colorScheme?: 'light' | 'dark';
}

/** Nothing moves meanwhile: what is half faded in has no contrast. */
export async function runAxe(page: Page, { runOnly = RULES, ...look }: AxeOptions = {}): Promise<string[]> {
  await page.emulateMedia({ ...look, reducedMotion: 'reduce' });
  // Not as a script element: the page's content security policy takes no script that is not its own.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await checker.run(document, { runOnly: rules, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`));
  }, runOnly);
}
