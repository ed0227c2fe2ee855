import { describe, expect, it } from 'vitest';
import { addNameToTokens } from '../../../origin/core/token-names.ts';

const EVENT = {
  version: '2',
  triggerSource: 'TokenGeneration_HostedAuth',
  userName: '5428a4c8-4071-70e2-1b0c-0d5b8a3f7a51',
  response: { claimsAndScopeOverrideDetails: null },
};

const nameOf = (userAttributes: Record<string, string>) =>
  addNameToTokens({ ...EVENT, request: { userAttributes } }).response.claimsAndScopeOverrideDetails;

describe('addNameToTokens', () => {
  it('gives the access token and the ID token the name, and Cognito its event back', () => {
    const request = { userAttributes: { sub: EVENT.userName, name: ' Ana Ruiz ', email: 'ana@example.com' } };
    const added = { claimsToAddOrOverride: { name: 'Ana Ruiz' } };
    expect(addNameToTokens({ ...EVENT, request })).toEqual({
      ...EVENT,
      request,
      response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: added, idTokenGeneration: added } },
    });
  });

  it.each([
    ['given and family name', { given_name: 'Ana', family_name: 'Ruiz', email: 'a@example.com' }, 'Ana Ruiz'],
    ['one of them', { given_name: 'Ana', email: 'a@example.com' }, 'Ana'],
    ['what stands before the @', { email: 'ana.ruiz@example.com' }, 'ana.ruiz'],
    ['the address where the name is of blanks', { name: '  ', email: 'ana@example.com' }, 'ana'],
  ])('makes do with %s', (_name, attributes, name) => {
    expect(nameOf(attributes as Record<string, string>).accessTokenGeneration).toEqual({
      claimsToAddOrOverride: { name },
    });
  });

  it('adds nothing where nothing is known', () => {
    expect(nameOf({ sub: EVENT.userName })).toEqual({ accessTokenGeneration: {}, idTokenGeneration: {} });
  });
});
