/** What the worker chose, kept on this phone. */
import type { OutboxSettings } from '../core/ports.ts';
import type { Facts } from './facts.ts';

const SETTINGS = 'settings';
const DEFAULTS: OutboxSettings = { originals: 'never', sendLocation: false };

export async function readSettings(facts: Facts): Promise<OutboxSettings> {
  return { ...DEFAULTS, ...((await facts.read(SETTINGS)) as Partial<OutboxSettings> | undefined) };
}

export function writeSettings(facts: Facts, settings: OutboxSettings): Promise<void> {
  return facts.write(SETTINGS, settings);
}
