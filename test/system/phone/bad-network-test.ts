/** A test of a worker's phone whose network can break: the file shares a local run and the proxy before it. */
import { localRunTest } from '../../support/local-run-test.ts';
import { startFaultProxy } from './fault-proxy.ts';

export const badNetworkTest = localRunTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('proxy', { scope: 'file' }, async ({}, { onCleanup }) => {
    const proxy = await startFaultProxy();
    onCleanup(() => proxy.close());
    return proxy;
  })
  /** The phone, new in each test, on a connection that is whole until the test breaks it. */
  .extend('context', async ({ browser, proxy }, { onCleanup }) => {
    proxy.fault = () => null;
    const context = await browser.newContext({
      viewport: { width: 390, height: 800 },
      proxy: { server: proxy.url, bypass: '<-loopback>' },
    });
    onCleanup(() => context.close());
    return context;
  });
