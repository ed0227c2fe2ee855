import { describe, expect, it } from 'vitest';
import { readClaims, toUser } from '../../../site/session/read-claims.ts';

const tokenOf = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

describe('readClaims', () => {
  it('reads names beyond ASCII', () => {
    expect(readClaims(tokenOf({ name: 'Zoë 🚚' }))).toEqual({ name: 'Zoë 🚚' });
  });

  it.each(['', 'opaque', 'a.b.c', tokenOf(null), tokenOf(7)])('gives nothing for %j', (token) => {
    expect(readClaims(token)).toEqual({});
  });
});

describe('toUser', () => {
  it('reads Cognito\u2019s groups and user name', () => {
    const claims = { sub: 's-1', username: 'ann', 'cognito:groups': ['worker', 7] };
    expect(toUser(claims, {})).toEqual({ subject: 's-1', name: 'ann', roles: ['worker'] });
  });

  it('reads the claims that the site names', () => {
    const claims = { sub: 's-1', name: 'no', nick: 'Ann', may: ['dispatcher'] };
    const config = { roles_claim: 'may', name_claim: 'nick' };
    expect(toUser(claims, config)).toEqual({ subject: 's-1', name: 'Ann', roles: ['dispatcher'] });
  });

  it.each([{}, { sub: '' }, { sub: 7 }])('knows nobody by %j', (claims) => {
    expect(toUser(claims, {})).toBeNull();
  });
});
