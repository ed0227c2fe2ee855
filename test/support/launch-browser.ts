/** Starts a real Chromium for the journeys, so that it speaks to nothing but the loopback. */
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface LaunchBrowserOptions {
  /** The browser that people use, where the lighter one would not do: for pictures and measurements. */
  readonly isWhole?: boolean;
}

/** @throws {Error} when there is none. */
export async function launchBrowser(options: LaunchBrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium(options);
  if (!executablePath) throw new Error('No Chromium found: install one, or name it in the variable CHROMIUM.');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...sandbox, ...QUIET] });
}
