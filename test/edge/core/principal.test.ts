import { describe, expect, it } from 'vitest';
import { parsePrincipal } from '../../../edge/core/principal.ts';
import { CLAIMS, TOKEN_POLICY } from '../issuer.ts';

const parse = (claims: Record<string, unknown>) => parsePrincipal({ ...CLAIMS, ...claims }, TOKEN_POLICY);

describe('parsePrincipal', () => {
  it('reads subject, name, roles and jobs', () => {
    const principal = parse({ name: 'Ada', roles: ['dispatcher', 'admin'], jobs: ['j-1', 'j-2'] });
    expect(principal).toEqual({
      subject: 'worker-1',
      name: 'Ada',
      roles: ['dispatcher'],
      jobs: ['j-1', 'j-2'],
      scope: null,
    });
  });

  it('cleans a name, cuts it at 96 bytes of UTF-8 between characters, and takes one of blanks for none', () => {
    expect(parse({ name: ' Wes\n\u202eAlvarado ' }).name).toBe('Wes Alvarado');
    expect(parse({ name: 'é'.repeat(48) }).name).toBe('é'.repeat(48));
    expect(parse({ name: 'é'.repeat(49) }).name).toBe('é'.repeat(48));
    expect(parse({ name: `${'a'.repeat(94)}🏠` }).name).toBe('a'.repeat(94));
    for (const name of [undefined, '', ' \u0000 ', 7, ['Wes']]) expect(parse({ name }).name).toBeNull();
  });

  it('reads lists that stand as text, as Cognito’s attributes do', () => {
    expect(parse({ roles: 'worker', jobs: 'j-1, j-2' })).toMatchObject({ roles: ['worker'], jobs: ['j-1', 'j-2'] });
  });

  it('takes no roles claim for a worker, and unknown roles for none', () => {
    expect(parse({ roles: undefined }).roles).toEqual(['worker']);
    expect(parse({ roles: ['root'] }).roles).toEqual([]);
    expect(parse({ roles: [] }).roles).toEqual([]);
  });

  it('takes an empty jobs claim for no job, and none for whatever the records say', () => {
    expect(parse({ jobs: [] }).jobs).toEqual([]);
    expect(parse({ jobs: '' }).jobs).toEqual([]);
    expect(parse({}).jobs).toBeNull();
  });

  it('reads the names of claims from the configuration', () => {
    const config = { ...TOKEN_POLICY, roles_claim: 'cognito:groups', jobs_claim: 'custom:jobs', name_claim: 'email' };
    const claims = {
      ...CLAIMS,
      roles: ['worker'],
      'cognito:groups': ['customer'],
      'custom:jobs': 'j-9',
      email: 'a@b.c',
    };
    expect(parsePrincipal(claims, config)).toMatchObject({ roles: ['customer'], jobs: ['j-9'], name: 'a@b.c' });
  });

  it('is not limited by the scopes of identity', () => {
    expect(parse({ scope: 'openid profile email offline_access' }).scope).toBeNull();
    expect(parse({ scope: 'aws.cognito.signin.user.admin' }).scope).toBeNull();
  });

  it('is limited to the actions that its scope names', () => {
    expect(parse({ scope: 'openid upload' }).scope).toEqual(['upload']);
    expect(parse({ scope: 'edgeshot/upload photos:view' }).scope).toEqual(['view', 'upload']);
  });

  it('may do nothing with a scope that nobody knows', () => {
    expect(parse({ scope: 'read:everything' }).scope).toEqual([]);
  });

  it('is limited to the job that its scope names, within the jobs that it has', () => {
    expect(parse({ scope: 'upload job:j-1' })).toMatchObject({ scope: ['upload'], jobs: ['j-1'] });
    expect(parse({ scope: 'job:j-1', jobs: ['j-1', 'j-2'] })).toMatchObject({ scope: null, jobs: ['j-1'] });
    expect(parse({ scope: 'job:j-3', jobs: ['j-1'] }).jobs).toEqual([]);
  });

  it.each([[''], [7], ['x'.repeat(353)], ['ü'.repeat(59)], ['\ud800']])('refuses the subject %j', (sub) => {
    expect(() => parse({ sub })).toThrow(expect.objectContaining({ code: 'token-invalid' }));
  });

  it('takes a subject of 352 characters as they are sent', () => {
    expect(parse({ sub: 'x'.repeat(352) }).subject).toHaveLength(352);
    expect(parse({ sub: 'ü'.repeat(58) }).subject).toHaveLength(58);
  });

  it('refuses lists of a wrong kind', () => {
    for (const wrong of [{ roles: 7 }, { jobs: { a: 1 } }, { jobs: ['j-1', 2] }, { scope: 1 }]) {
      expect(() => parse(wrong)).toThrow(expect.objectContaining({ code: 'token-invalid' }));
    }
  });
});

describe('attack: job ids in claims', () => {
  it('drops what is no job id', () => {
    expect(parse({ jobs: ['*', '../j-2', 'j-1/..', 'j-1'] }).jobs).toEqual(['j-1']);
    expect(parse({ scope: 'job:*' }).jobs).toEqual([]);
  });
});
