/** What CloudWatch gets to know of photos that wait on phones, through the router and the local CloudWatch. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { toJsonResponse } from '../../../edge/core/exchange.ts';
import type { EdgeRoute } from '../../../edge/core/route.ts';
import { AppError } from '../../../edge/problem.ts';
import { createEdgeWorld, type EdgeFunction } from '../edge-world.ts';
import { mintToken, NOW } from '../issuer.ts';

const ROUTES: readonly EdgeRoute[] = [
  { method: 'GET', path: '/things', respond: async () => toJsonResponse({}) },
  { method: 'GET', path: '/closed', respond: async () => Promise.reject(new AppError('job-closed')) },
];
const UNSENT = { 'x-unsent-for': '9000' };
const REPORTED = {
  namespace: 'Edgeshot',
  name: 'oldest_unsent',
  dimensions: { stage: 'test' },
  value: 9000,
  unit: 'Seconds',
};

const world = await createEdgeWorld();
const token = await mintToken();
let edge: EdgeFunction;
let before: number;
beforeEach(() => {
  world.setClock(NOW);
  edge = world.start(ROUTES);
  before = world.metrics.length;
});
afterAll(() => world.close());

const reported = () => world.metrics.slice(before);

describe('a phone that has kept photos for over two hours', () => {
  it('is reported to CloudWatch, whatever it asks and however that ends', async () => {
    await edge.ask('/things', { token, headers: UNSENT });
    expect(reported()).toEqual([REPORTED]);
    expect((await world.start(ROUTES).ask('/closed', { token, headers: UNSENT })).status).toBe(409);
    expect(reported()).toEqual([REPORTED, REPORTED]);
  });

  it('is reported once in five minutes', async () => {
    for (let asked = 0; asked < 3; asked += 1) await edge.ask('/things', { token, headers: UNSENT });
    expect(reported()).toHaveLength(1);
    world.setClock(new Date(NOW.getTime() + 5 * 60_000));
    await edge.ask('/things', { token, headers: UNSENT });
    expect(reported()).toHaveLength(2);
  });

  it('gets its response when CloudWatch is away', async () => {
    const lonely = world.start(ROUTES, { AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:9' });
    expect((await lonely.ask('/things', { token, headers: UNSENT })).status).toBe(200);
  });

  it('gets its response while CloudWatch is still silent', async () => {
    let isGivenUp = false;
    const silent = createServer((request) => request.socket.once('close', () => (isGivenUp = true)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const waiting = world.start(ROUTES, { AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${port}` });
    expect((await waiting.ask('/things', { token, headers: UNSENT })).status).toBe(200);
    expect(isGivenUp).toBe(false);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});

describe('attack: an alarm by somebody who is nobody', () => {
  it('is not raised without a token, nor with a forged one', async () => {
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    for (const sent of [{}, { token: forged }]) {
      expect((await edge.ask('/things', { ...sent, headers: UNSENT })).status).toBe(401);
    }
    expect(reported()).toEqual([]);
  });
});
