/** What the worker chose, kept on this phone. */
import type { OutboxSettings } from '../phone.ts';
import type { KeyValueStore } from './key-value-store.ts';

export interface Settings {
  current(): OutboxSettings;
  change(change: Partial<OutboxSettings>): Promise<unknown>;
  /** Reads again what another tab has changed. */
  reload(): Promise<void>;
}

const SETTINGS = 'settings';
const DEFAULTS: OutboxSettings = { originals: 'never', sendLocation: false };

export async function openSettings(keyValues: KeyValueStore): Promise<Settings> {
  let settings = DEFAULTS;
  const reload = async () => {
    settings = { ...DEFAULTS, ...((await keyValues.read(SETTINGS)) as Partial<OutboxSettings> | undefined) };
  };
  await reload();
  return {
    current: () => settings,
    change(change) {
      settings = { ...settings, ...change };
      return keyValues.write(SETTINGS, settings);
    },
    reload,
  };
}
