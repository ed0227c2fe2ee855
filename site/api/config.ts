/** The site's configuration, fetched when it is first needed, and again after a failure. */
import { AppError } from '../../edge/app-error.ts';
import type { SiteConfig } from '../phone.ts';
import { abortAfter } from './abort-after.ts';

const RESPONSE_TIMEOUT_MS = 30_000;

export function createConfig(url: string): () => Promise<SiteConfig> {
  let config: Promise<SiteConfig> | undefined;
  const load = async () => parseConfig(await (await fetch(url, { signal: abortAfter(RESPONSE_TIMEOUT_MS) })).json());
  return () => {
    config ??= load().catch((cause) => {
      config = undefined;
      throw new AppError('unavailable', { cause });
    });
    return config;
  };
}

function parseConfig(value: unknown): SiteConfig {
  const { issuer, client_id } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof issuer !== 'string' || typeof client_id !== 'string') throw new AppError('unavailable');
  return value as SiteConfig;
}
