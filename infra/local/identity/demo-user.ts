/** Somebody who can sign in to a local run. */
import type { Role } from '../../../edge/core/principal.ts';

export interface DemoUser {
  /** What `npm run token -- --user` takes. */
  readonly name: string;
  /** A person's name, fictional. */
  readonly fullName: string;
  readonly role: Role;
  /** `sub` of the tokens. */
  readonly subject: string;
  /** What the sign-in page says of them. */
  readonly about: string;
  /** Made of the name unless told. */
  readonly email?: string;
}

export function toEmail({ name, email }: Pick<DemoUser, 'name' | 'email'>): string {
  return email ?? `${name}@example.com`;
}
