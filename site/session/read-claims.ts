/** Reads a JWT's claims for the screen's sake. Nothing is verified here: what counts is what the edge makes of the token. */
import type { SiteConfig, User } from '../phone.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Empty for a token that is no JWT. */
export function readClaims(token: string): Claims {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : {};
  } catch {
    return {};
  }
}

/** Null when the tokens do not say who it is. */
export function toUser(claims: Claims, config: Pick<SiteConfig, 'roles_claim' | 'name_claim'>): User | null {
  const subject = claims.sub;
  if (typeof subject !== 'string' || !subject) return null;
  const name = config.name_claim ? claims[config.name_claim] : (claims.name ?? claims.username);
  const roles = config.roles_claim ? claims[config.roles_claim] : (claims.roles ?? claims['cognito:groups']);
  return {
    subject,
    name: typeof name === 'string' && name ? name : subject,
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
  };
}
