/** What the worker chose, kept on this phone. */
import type { OutboxSettings } from '../phone.ts';
import type { KeyValueStore } from './key-value-store.ts';

const SETTINGS = 'settings';
const DEFAULTS: OutboxSettings = { originals: 'never', sendLocation: false };

export async function readSettings(keyValues: KeyValueStore): Promise<OutboxSettings> {
  return { ...DEFAULTS, ...((await keyValues.read(SETTINGS)) as Partial<OutboxSettings> | undefined) };
}

export function writeSettings(keyValues: KeyValueStore, settings: OutboxSettings): Promise<void> {
  return keyValues.write(SETTINGS, settings);
}
