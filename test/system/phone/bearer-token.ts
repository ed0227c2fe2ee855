/** Whose token a request carries: the test looks into it as the edge does, and trusts nothing that the site says. */

export interface BearerToken {
  readonly subject: string;
  /** Unix ms, whole seconds. */
  readonly issuedAtMs: number;
}

/** Null without an Authorization header. */
export function readBearerToken(authorization: string | undefined): BearerToken | null {
  const [, payload] = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '') ?? [];
  if (payload === undefined) return null;
  const { sub, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return { subject: String(sub), issuedAtMs: Number(iat) * 1000 };
}
