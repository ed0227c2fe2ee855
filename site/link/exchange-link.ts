/** Exchanges the link in the page's address for a session of this phone, and again before its hour is over. */
import type { OpenedLink } from '../../edge/api.ts';
import { LINK_ROUTES, LINK_SECRET } from '../../edge/link-api.ts';
import type { KeyValueStore } from '../outbox/key-value-store.ts';

/** What is known of a link without network: enough to keep photos for it. */
export type KnownLink = Omit<OpenedLink, 'token' | 'expires_in'>;

/** `ended`: it is no longer good, or never was; `later`: nobody has responded, or too many have asked. */
export type Opening = { readonly kind: 'open'; readonly link: KnownLink } | { readonly kind: 'ended' | 'later' };

const TIMEOUT_MS = 20_000;
const KNOWN = 'link';
/** As site/session/kept-session.ts keeps it. */
const SESSION = 'session';

/** Null for an address that is no link's. */
export function readFragment({ hash }: Location): string | null {
  return LINK_SECRET.test(hash.slice(1)) ? hash.slice(1) : null;
}

export async function exchangeLink(secret: string, keyValues: KeyValueStore): Promise<Opening> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
  const asked = fetch(LINK_ROUTES.openLink, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
    signal: ending.signal,
  });
  const response = await asked.catch(() => null).finally(() => clearTimeout(timer));
  if (response?.status === 410) return { kind: 'ended' };
  if (!response?.ok) return { kind: 'later' };
  const { token: accessToken, expires_in, ...link } = (await response.json()) as OpenedLink;
  const user = { subject: link.subject, name: link.name, roles: ['customer'] };
  const goodUntilMs = Date.now() + expires_in * 1000;
  await keyValues.write(SESSION, { user, accessToken, goodUntilMs, refreshToken: null });
  await keyValues.write(KNOWN, link);
  return { kind: 'open', link };
}

export async function readKnown(keyValues: KeyValueStore): Promise<KnownLink | null> {
  return ((await keyValues.read(KNOWN)) as KnownLink | undefined) ?? null;
}
