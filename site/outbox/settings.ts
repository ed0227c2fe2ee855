/** What the worker chose, kept on this phone. */
import type { OutboxSettings } from '../phone.ts';
import type { Facts } from './key-value-store.ts';

const SETTINGS = 'settings';
const DEFAULTS: OutboxSettings = { originals: 'never', sendLocation: false };

export async function readSettings(facts: Facts): Promise<OutboxSettings> {
  return { ...DEFAULTS, ...((await facts.read(SETTINGS)) as Partial<OutboxSettings> | undefined) };
}

export function writeSettings(facts: Facts, settings: OutboxSettings): Promise<void> {
  return facts.write(SETTINGS, settings);
}
