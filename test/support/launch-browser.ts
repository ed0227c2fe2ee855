/** Starts a real Chromium for the journeys, so that it speaks to nothing but the loopback. */
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `proxy`: through which every request goes, also to the loopback if its `bypass` says so. */
export async function launchBrowser({ proxy }: Pick<LaunchOptions, 'proxy'> = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: install one, or name it in the variable CHROMIUM.');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...sandbox, ...QUIET], ...(proxy ? { proxy } : {}) });
}
