/** Finds a Chromium or Chrome on this machine. */
import { existsSync } from 'node:fs';

/** Chromium without windows: the same engine, network and storage, at a fifth of what a new page costs. */
const SHELLS = ['/usr/bin/chromium-headless-shell'];
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of the browser: the variable CHROMIUM, else the usual places; null where there is none. */
export function findChromium({ isWhole = false }: { readonly isWhole?: boolean } = {}): string | null {
  const places = isWhole ? BROWSERS : [...SHELLS, ...BROWSERS];
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : places;
  return candidates.find((path) => existsSync(path)) ?? null;
}

export function hasHeadlessShell(): boolean {
  return SHELLS.some((path) => existsSync(path));
}
