/** Lambda behind the user pool: called before tokens are made, at a sign-in and at each refresh. */
import { addNameToTokens, type TokenGenerationEvent } from './core/token-names.ts';

export async function handler(event: TokenGenerationEvent): Promise<TokenGenerationEvent> {
  return addNameToTokens(event);
}
