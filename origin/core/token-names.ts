/**
 * The name that a user pool's tokens carry. Where people sign in by their e-mail address, Cognito makes up the username (a
 * UUID), and its access tokens say nothing else of a person. [Cognito Developer Guide, "Pre token generation Lambda trigger",
 * event version 2]
 */

/** What is read of the event; Cognito wants the whole of it back. */
export interface TokenGenerationEvent {
  readonly request: { readonly userAttributes: Readonly<Record<string, string>> };
}

/** The event with the claims that are to be added. */
export type NamedTokens<T> = Omit<T, 'response'> & {
  readonly response: {
    readonly claimsAndScopeOverrideDetails: Readonly<
      Record<'accessTokenGeneration' | 'idTokenGeneration', AddedClaims>
    >;
  };
};

interface AddedClaims {
  readonly claimsToAddOrOverride?: Readonly<Record<string, string>>;
}

/** Adds the person's name to the access token and the ID token that are about to be made. */
export function addNameToTokens<T extends TokenGenerationEvent>(event: T): NamedTokens<T> {
  const name = chooseName(event.request.userAttributes);
  const added = name === null ? {} : { claimsToAddOrOverride: { name } };
  return {
    ...event,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: added, idTokenGeneration: added } },
  };
}

/** Without a name, what stands before the @ of the address: customers see who took a photo, and need not get the address. */
function chooseName({ name, given_name, family_name, email = '' }: Readonly<Record<string, string>>): string | null {
  const parts = [given_name, family_name].filter(Boolean).join(' ');
  const [mailbox] = email.split('@');
  return [name, parts, mailbox].map((each) => each?.trim()).find(Boolean) ?? null;
}
