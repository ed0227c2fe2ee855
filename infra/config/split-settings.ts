/** Takes apart the settings of a command line, which are written as the CDK command takes them: `-c key=value`. */
import { CONTEXT_KEYS, type ContextKey } from './context-keys.ts';

/** A setting without a value is `true`, as the CDK command has it; of the same key twice the last is taken. */
export function splitSettings(settings: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf('=');
      return at < 0 ? [setting, 'true'] : [setting.slice(0, at), setting.slice(at + 1)];
    }),
  );
}

/** The lines of a help text: each key with what it must be. */
export function formatSettings(keys: readonly ContextKey[]): string {
  return keys.map((key) => `  ${key.padEnd(22)} ${CONTEXT_KEYS[key]}`).join('\n');
}
