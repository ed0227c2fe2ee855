/**
 * What an issuer's response to a refresh means. Only the issuer itself, in OAuth's own form (RFC 6749 section 5.2), can end a
 * session; a busy issuer, a proxy in front of it and a hotel's portal say nothing about the refresh token.
 */

export interface IssuerResponse {
  readonly status: number;
  readonly body: string;
}

/** `later`: the same refresh token may do at another time. */
export type IssuerVerdict = 'tokens' | 'ended' | 'later';

/** The refresh token, or this client, is taken no more. Auth0 says so with 403, hence any status of the 400s. */
const FINAL_ERRORS = ['invalid_grant', 'invalid_client', 'unauthorized_client'];

export function judgeIssuerResponse({ status, body }: IssuerResponse): IssuerVerdict {
  const members = parseObject(body);
  if (status === 200) return typeof members.access_token === 'string' ? 'tokens' : 'later';
  const isFinal =
    status >= 400 && status < 500 && status !== 429 && FINAL_ERRORS.some((error) => error === members.error);
  return isFinal ? 'ended' : 'later';
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
