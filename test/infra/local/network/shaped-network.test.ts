import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLink } from '../../../../infra/local/network/link.ts';
import { isNetworkName, isOut, NETWORK_PROFILES } from '../../../../infra/local/network/profiles.ts';
import { createShapedNetwork, type ShapedNetwork } from '../../../../infra/local/network/shaped-network.ts';

describe('createLink', () => {
  it('carries 4,000 bytes at 400 kbit/s in 80 ms, and half a round trip later they are there', () => {
    expect(createLink(400_000, 200).delayMs(4000, 1000)).toBe(280);
  });

  it('lets what comes second wait for what came first, but not for a link that is idle again', () => {
    const link = createLink(400_000, 0);
    expect(link.delayMs(4000, 1000)).toBe(80);
    expect(link.delayMs(4000, 1000)).toBe(160);
    expect(link.delayMs(4000, 5000)).toBe(80);
  });
});

describe('isOut', () => {
  const profile = NETWORK_PROFILES['offline-every-20s'];

  it.each([
    [0, false],
    [11_999, false],
    [12_000, true],
    [19_999, true],
    [20_000, false],
  ])('of offline-every-20s after %i ms: %s', (elapsedMs, expected) => {
    expect(isOut(profile, elapsedMs)).toBe(expected);
  });

  it('knows the names that --network takes', () => {
    expect(isNetworkName('slow-3g')).toBe(true);
    expect(isNetworkName('toString')).toBe(false);
  });
});

describe('createShapedNetwork', () => {
  let server: Server;
  let network: ShapedNetwork;

  beforeEach(async () => {
    server = createServer((request, response) => {
      let bytes = 0;
      request
        .on('data', (chunk: Buffer) => (bytes += chunk.length))
        .on('end', () => response.end(`${bytes}|${'x'.repeat(20_000)}`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    network = await createShapedNetwork({
      target: () => ({ host: '127.0.0.1', port }),
      host: '127.0.0.1',
      port: 0,
      profile: NETWORK_PROFILES.none,
    });
  });
  afterEach(async () => {
    await network.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = async (bytes: number) => {
    const began = performance.now();
    const text = await (await fetch(network.url, { method: 'POST', body: 'y'.repeat(bytes) })).text();
    return { text, tookMs: performance.now() - began };
  };

  it('hands everything on unchanged, also what is larger than its queue', async () => {
    const { text } = await send(3_000_000);
    expect(text).toBe(`3000000|${'x'.repeat(20_000)}`);
  });

  it('goes on when an end that stopped reading reads again, however much stands between', async () => {
    server.prependListener('request', (request) => {
      request.pause();
      setTimeout(() => request.resume(), 300);
    });
    const sent = await Promise.all(Array.from({ length: 12 }, () => send(12_000_000)));
    for (const { text } of sent) expect(text).toMatch(/^12000000\|/);
  });

  it('lets go of a phone that never closes once the edge has cut it off', async () => {
    server.once('connection', (edge) => setTimeout(() => edge.destroySoon(), 50));
    const phone = connect({ port: network.port, host: '127.0.0.1', allowHalfOpen: true });
    phone.write('GET / HTTP/1.1\r\nHost: loc');
    await once(phone.resume(), 'end');
    const closed = new Promise((resolve) => phone.on('error', () => undefined).once('close', () => resolve('closed')));
    const writing = setInterval(() => phone.write('x'), 20);
    const isOver = await Promise.race([closed, wait(2000, 'still open')]);
    clearInterval(writing);
    phone.destroy();
    expect(isOver).toBe('closed');
  });

  it('takes as long as the profile says, on a connection that is already open', async () => {
    await send(1);
    network.setNetwork({
      uploadBitsPerSecond: 800_000,
      downloadBitsPerSecond: 800_000,
      roundTripMs: 100,
      outage: 'never',
    });
    // 20,000 bytes up and as many down: 200 ms each, and a round trip of 100 ms.
    expect((await send(20_000)).tookMs).toBeGreaterThan(490);
  });

  it('refuses while it is offline and serves again after', async () => {
    network.setNetwork(NETWORK_PROFILES.offline);
    await expect(send(1)).rejects.toThrow();
    network.setNetwork(NETWORK_PROFILES.none);
    expect((await send(1)).text).toMatch(/^1\|/);
  });

  it('cuts an upload that is under way', async () => {
    network.setNetwork({ ...NETWORK_PROFILES['2g'], roundTripMs: 0 });
    const cut = expect(send(500_000)).rejects.toThrow();
    network.setNetwork(NETWORK_PROFILES.offline);
    await cut;
  });
});
