import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { listen } from '../../../../infra/local/aws/listen.ts';

const serve = () => createServer((_request, response) => response.write('begun'));

describe('listen', () => {
  it('takes a free port and tells the URL', async () => {
    const listener = await listen(serve(), {});
    expect(listener.url).toBe(`http://127.0.0.1:${listener.port}`);
    expect((await fetch(listener.url)).status).toBe(200);
    await listener.close();
  });

  it.skipIf(!hasIpv6())('writes an IPv6 address in brackets', async () => {
    const listener = await listen(serve(), { host: '::1' });
    expect(listener.url).toBe(`http://[::1]:${listener.port}`);
    await listener.close();
  });

  it('refuses a port that is taken, and has it once the other is closed, whose connections are cut', async () => {
    const first = await listen(serve(), {});
    const response = await fetch(first.url);
    await expect(listen(serve(), { port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    await expect(response.text()).rejects.toThrow();
    const second = await listen(serve(), { port: first.port });
    expect(second.url).toBe(first.url);
    await second.close();
  });
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
}
