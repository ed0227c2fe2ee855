import { beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../../edge/problem.ts';
import { forgeToken } from '../issuer.ts';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

let gate: ViewerFunction;
const soon = () => Math.floor(Date.now() / 1000);
const tokenUntil = (exp: unknown) => forgeToken({ alg: 'RS256' }, { exp });

beforeAll(async () => {
  gate = await loadViewerFunction('gate');
});

async function knock(authorization?: string): Promise<string> {
  const headers = authorization === undefined ? {} : { authorization: { value: authorization } };
  const { statusCode, body, uri } = await gate.run({ uri: '/photos', headers });
  return statusCode === undefined ? `in ${uri}` : `${statusCode} ${JSON.parse(body.data).code}`;
}

describe('gate', () => {
  it('lets in what could hold: it verifies nothing', async () => {
    expect(await knock(`Bearer ${tokenUntil(soon() + 60)}`)).toBe('in /photos');
    expect(await knock(`bearer   ${tokenUntil(soon() + 60)}`)).toBe('in /photos');
    expect(await knock(`Bearer ${tokenUntil(soon() + 60.5)}`)).toBe('in /photos');
  });

  it('turns away who brings no token', async () => {
    expect(await knock()).toBe('401 token-missing');
    expect(await knock('')).toBe('401 token-missing');
  });

  it('lets in a token 20 s past its expiry and turns away one 31 s past it', async () => {
    expect(await knock(`Bearer ${tokenUntil(soon() - 20)}`)).toBe('in /photos');
    expect(await knock(`Bearer ${tokenUntil(soon() - 31)}`)).toBe('401 token-expired');
    expect(await knock(`Bearer ${tokenUntil(0)}`)).toBe('401 token-expired');
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Basic dTpw',
    'Bearer a.b',
    'Bearer a.b.c',
    'Bearer ..',
    'Bearer a.b.c.d.e',
    `Bearer ${tokenUntil(undefined)}`,
    `Bearer ${tokenUntil('9999999999')}`,
    `Bearer ${tokenUntil(null)}`,
    `Bearer ${forgeToken({}, '[1]')}`,
    `Bearer ${forgeToken({}, 'null')}`,
    `Bearer ${forgeToken({}, '"x"')}`,
    `Bearer ${forgeToken({}, '\u0000\uffff')}`,
  ])('turns away %s', async (authorization) => {
    expect(await knock(authorization)).toBe('401 token-invalid');
  });

  it('lets in 4,096 characters and turns away one more', async () => {
    const payload = Buffer.from(JSON.stringify({ exp: soon() + 60 })).toString('base64url');
    const token = (length: number) => `a.${payload}.${'c'.repeat(length - payload.length - 3)}`;
    expect(await knock(`Bearer ${token(4096)}`)).toBe('in /photos');
    expect(await knock(`Bearer ${token(4097)}`)).toBe('401 token-invalid');
    expect(await knock(`Bearer ${token(65_536)}`)).toBe('401 token-invalid');
  });

  it('answers as the API does: problem details, a challenge, nothing to keep', async () => {
    const { headers, body } = await gate.run({ uri: '/photos' });
    expect(headers).toEqual({
      'content-type': { value: 'application/problem+json' },
      'cache-control': { value: 'no-store' },
      'www-authenticate': { value: 'Bearer' },
    });
    const problem = JSON.parse(body.data);
    const { title, status, retry } = PROBLEMS[problem.code as ProblemCode];
    expect(problem).toEqual({
      type: '/problems#token-missing',
      code: 'token-missing',
      title,
      status,
      retry,
      request_id: 'r-1',
    });
  });
});

describe('attack: two Authorization headers', () => {
  it('turns them away', async () => {
    const value = `Bearer ${tokenUntil(soon() + 60)}`;
    const headers = { authorization: { value, multiValue: [{ value }, { value: 'Bearer x.y.z' }] } };
    expect((await gate.run({ headers })).statusCode).toBe(401);
    expect(await knock(`${value}, ${value}`)).toBe('401 token-invalid');
  });
});
