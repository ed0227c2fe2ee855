/**
 * Stands in for @smithy/core/config in the bundles of the edge (infra/build/bundle.ts): the SDK's reader of ~/.aws/config, and
 * with it of Node's file system, paths and home directories. sign-form.ts tells the SDK that no endpoint is configured
 * there, so it never asks; if it ever does, it hears so.
 */

export const CONFIG_PREFIX_SEPARATOR = '.';
export const SelectorType = { ENV: 'env', CONFIG: 'shared config entry' } as const;

export function booleanSelector(): undefined {
  return undefined;
}

export function loadConfig(): () => Promise<never> {
  return () => Promise.reject(new TypeError('The edge has no shared configuration files.'));
}
