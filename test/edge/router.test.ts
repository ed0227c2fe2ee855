import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EdgeResponse } from '../../edge/core/exchange.ts';
import { toJsonResponse } from '../../edge/core/exchange.ts';
import type { RouteCall } from '../../edge/core/route.ts';
import { AppError } from '../../edge/problem.ts';
import { createEdgeWorld, type EdgeFunction, type EdgeWorld } from './edge-world.ts';
import { mintToken, NOW_SECONDS } from './issuer.ts';

let world: EdgeWorld;
let edge: EdgeFunction;
let token: string;

const tell = async ({ params, principal, request }: RouteCall): Promise<EdgeResponse> =>
  toJsonResponse({ params, subject: principal.subject, from: request.from });
const fail = (error: unknown) => async () => {
  throw error;
};

beforeAll(async () => {
  world = await createEdgeWorld();
  token = await mintToken();
  edge = world.start([
    { method: 'GET', path: '/things', respond: tell },
    { method: 'POST', path: '/things', respond: tell },
    { method: 'GET', path: '/things/{thing_id}/parts', respond: tell },
    { method: 'GET', path: '/broken', respond: fail(new RangeError('secret in a message')) },
    { method: 'GET', path: '/busy', respond: fail(new AppError('unavailable', { retryAfterSeconds: 7 })) },
  ]);
});
afterAll(() => world.close());

describe('a route', () => {
  it('is found by method and path, and gets what its pattern names', async () => {
    expect((await edge.ask('/things/t-1/parts', { token })).body).toEqual({
      params: { thing_id: 't-1' },
      subject: 'worker-1',
      from: { country: 'US', address: '203.0.113.7' },
    });
    expect((await edge.ask('/things', { token, method: 'HEAD' })).status).toBe(200);
  });

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/things/', 404],
    ['GET', '/things//parts', 404],
    ['GET', '/things/t-1', 404],
    ['GET', '/THINGS', 404],
    ['DELETE', '/things', 405],
    ['PUT', '/things', 405],
    ['OPTIONS', '/things', 405],
  ])('%s %s answers %i', async (method, path, status) => {
    const response = await edge.ask(path, { token, method });
    expect([response.status, response.headers.allow]).toEqual([status, status === 405 ? 'GET, POST' : undefined]);
  });
});

describe('a failure', () => {
  it('of our own making is a 500 that tells nothing', async () => {
    const { status, body, text, line } = await edge.ask('/broken', { token });
    expect([status, body.code, body.retry]).toEqual([500, 'internal', 'later']);
    expect(text).not.toContain('secret');
    expect(line).toMatchObject({ status: 500, problem: 'internal', cause: 'RangeError', failed: 1 });
    expect(JSON.stringify(line)).not.toContain('secret');
  });

  it('says when to come again', async () => {
    expect((await edge.ask('/busy', { token })).headers['retry-after']).toBe('7');
  });

  it('of the configuration is a 500, and the log names the member', async () => {
    const { status, line } = await edge.ask('/things', { token, config: { table: '' } });
    expect([status, line.stage, String(line.cause).split('\n')[0]]).toEqual([
      500,
      '-',
      'TypeError: x-shot-config: table is missing or wrong.',
    ]);
  });
});

describe('who sends no token that holds', () => {
  it('gets 401 with a challenge that fits', async () => {
    const missing = await edge.ask('/things');
    expect([missing.status, missing.body.code, missing.headers['www-authenticate']]).toEqual([
      401,
      'token-missing',
      'Bearer',
    ]);
    const expired = await edge.ask('/things', { token: await mintToken({ exp: NOW_SECONDS - 31 }) });
    expect([expired.status, expired.body.code]).toEqual([401, 'token-expired']);
    expect(expired.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(expired.line).toMatchObject({ denied: 1, problem: 'token-expired' });
  });
});

describe('the log', () => {
  it('is one line a request, with its metrics and without token, subject, query or address', async () => {
    const { line } = await edge.ask('/things?job_id=j-secret', { token });
    expect(line).toMatchObject({
      route: 'GET /things',
      stage: 'test',
      status: 200,
      request_id: 'request-GET-/things?job_id=j-secret',
    });
    const { request_id: _, ...rest } = line;
    for (const secret of [token, token.split('.')[2] ?? '', 'worker-1', 'j-secret', '203.0.113.7']) {
      expect(JSON.stringify(rest)).not.toContain(secret);
    }
  });

  it('is in CloudWatch’s embedded metric format: every metric that it names has its number, every dimension its text', async () => {
    const { line } = await edge.ask('/things', { token });
    const { Timestamp, CloudWatchMetrics } = line._aws as {
      Timestamp: number;
      CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
    };
    expect(Timestamp).toBe(NOW_SECONDS * 1000);
    const [directive] = CloudWatchMetrics;
    expect(directive?.Metrics.map(({ Name }) => Name)).toEqual([
      'latency',
      'cold',
      'tickets_issued',
      'denied',
      'failed',
    ]);
    for (const { Name } of directive?.Metrics ?? []) expect(line[Name]).toEqual(expect.any(Number));
    for (const name of directive?.Dimensions.flat() ?? []) expect(line[name]).toEqual(expect.any(String));
  });

  it('counts the first request of a process as cold', async () => {
    const fresh = world.start([{ method: 'GET', path: '/things', respond: tell }]);
    expect((await fresh.ask('/things', { token })).line.cold).toBe(1);
    expect((await fresh.ask('/things', { token })).line.cold).toBe(0);
  });
});

describe('attack: two Authorization headers', () => {
  it('refuses them in both orders and joined by a comma', async () => {
    const bearer = `Bearer ${token}`;
    for (const authorization of [
      [bearer, 'Bearer x.y.z'],
      ['Bearer x.y.z', bearer],
      [`${bearer}, Bearer x.y.z`],
      [bearer, bearer],
    ]) {
      const { status, body } = await edge.ask('/things', { headers: { authorization } });
      expect([status, body.code]).toEqual([401, 'token-invalid']);
    }
  });
});

describe('attack: replay', () => {
  it('refuses a token that was good, once it has expired', async () => {
    const short = await mintToken({ exp: NOW_SECONDS + 60 });
    expect((await edge.ask('/things', { token: short })).status).toBe(200);
    world.setClock(new Date((NOW_SECONDS + 91) * 1000));
    expect((await edge.ask('/things', { token: short })).status).toBe(401);
    world.setClock(new Date(NOW_SECONDS * 1000));
  });
});

describe('a request that takes too long', () => {
  it('is answered before the function is ended: 503 as JSON, with Retry-After', async () => {
    const stuck = { method: 'GET', path: '/stuck', respond: () => new Promise<never>(() => {}) } as const;
    const response = await world.start([stuck], {}, 20).ask('/stuck', { token });
    expect([response.status, response.body.code, response.headers['retry-after']]).toEqual([503, 'unavailable', '5']);
    expect(response.line).toMatchObject({ problem: 'unavailable', cause: 'Error TimeLimit' });
  });
});
