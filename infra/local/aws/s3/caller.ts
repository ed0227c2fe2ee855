/** Who asks, and how it was proved. */
import type { IamPrincipal } from '../iam/credentials.ts';
import type { VerifiedSignature } from '../iam/verify-signature.ts';

export interface Caller {
  /** Null of an anonymous request. */
  readonly principal: IamPrincipal | null;
  readonly authType: 'REST-HEADER' | 'REST-QUERY-STRING' | 'POST' | null;
  /** Milliseconds since the request was signed. */
  readonly signatureAgeMs: number;
  /** Null where a POST form proved the caller. */
  readonly signature: VerifiedSignature | null;
}

export const ANONYMOUS: Caller = { principal: null, authType: null, signatureAgeMs: 0, signature: null };
