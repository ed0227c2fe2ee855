/** The way to the issuer's page and back. Loaded when somebody signs in. */
import { AppError } from '../../edge/app-error.ts';
import type { KeyValueStore } from '../outbox/key-value-store.ts';
import type { SiteConfig } from '../phone.ts';
import type { KeptSession } from './kept-session.ts';
import { beginSignIn, finishSignIn } from './open-id.ts';
import { addPending, takePending } from './pending-sign-ins.ts';

export interface SignInDependencies {
  readonly keyValues: KeyValueStore;
  readonly kept: KeptSession;
  config(): Promise<SiteConfig>;
}

/**
 * Returns the address of the issuer's page.
 * @throws {AppError} when the issuer cannot be reached: `unavailable`
 */
export async function beginAtIssuer(
  returnTo: string,
  { keyValues, kept, config }: SignInDependencies,
): Promise<string> {
  const again = await kept.wasLeft();
  const { url, pending } = await beginSignIn(await config(), toRedirectUri(await config()), again);
  await addPending(keyValues, { ...pending, returnTo });
  return url;
}

/**
 * Exchanges the issuer's response for a session. Returns the path to show.
 * @throws {AppError} when this phone did not ask for the response (`token-invalid`), or without network (`unavailable`)
 */
export async function completeSignIn(url: URL, { keyValues, kept, config }: SignInDependencies): Promise<string> {
  const pending = await takePending(keyValues, url.searchParams.get('state'));
  if (!pending) throw new AppError('token-invalid');
  try {
    await kept.begin(await finishSignIn(await config(), url, { redirectUri: toRedirectUri(await config()), pending }));
  } catch (error) {
    // Nothing was answered: the code may still be good for another try.
    if (error instanceof AppError && error.code === 'unavailable') await addPending(keyValues, pending);
    throw error;
  }
  return toLocalPath(pending.returnTo);
}

function toRedirectUri(config: SiteConfig): string {
  return new URL(config.redirect_path ?? '/', location.origin).href;
}

/** Never leads to another site, whatever was kept. */
function toLocalPath(path: string): string {
  return /^\/(?![/\\])/.test(path) ? path : '/';
}
