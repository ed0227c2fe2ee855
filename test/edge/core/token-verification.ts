/** Verifies tokens as the edge does, at the tests' NOW, with the tests' policy and key set. */
import type { JWK } from 'jose';
import { expect } from 'vitest';
import type { TokenConfig } from '../../../edge/config.ts';
import { createKeyRing } from '../../../edge/core/key-ring.ts';
import { verifyToken } from '../../../edge/core/verify-token.ts';
import { createJwks, NOW, TOKEN_POLICY } from '../issuer.ts';

export const TEST_JWKS = await createJwks();

export function verifyTestToken(
  token: string,
  policy: Partial<TokenConfig> = {},
  keys: readonly JWK[] = TEST_JWKS,
  secrets?: string[],
) {
  const { findKey } = createKeyRing(keys, secrets);
  return verifyToken(token, { policy: { ...TOKEN_POLICY, ...policy }, now: NOW, findKey });
}

export function expectCode(outcome: Promise<unknown>, code: string) {
  return expect(outcome).rejects.toMatchObject({ code });
}
