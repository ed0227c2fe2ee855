/** An issuer that says nothing to one tab says it to the next. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { phoneTest as it } from '../phone-test.ts';

/** Does not respond to the first who asks for its endpoints. */
async function startIssuer() {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/authorize')) return void response.end('who are you?');
    asked += 1;
    if (asked === 1) return;
    response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    response.end(JSON.stringify({ issuer: url, authorization_endpoint: `${url}/authorize` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, countAsked: () => asked, close: () => server.closeAllConnections() ?? server.close() };
}

const begin = (page: Page) => page.evaluate(() => void window.phone.session.signIn('/').catch(() => undefined));

describe('a sign-in, while another tab’s has got no response', () => {
  it('goes to the issuer at once', async ({ rig, openPage, onTestFinished }) => {
    const issuer = await startIssuer();
    onTestFinished(() => void issuer.close());
    rig.serve('/config.json', { issuer: issuer.url, client_id: 'edgeshot' });
    const asleep = await openPage(null);
    await begin(asleep);
    await expect.poll(issuer.countAsked).toBe(1);
    const page = await openPage(null);
    await begin(page);
    await page.waitForURL(/\/authorize/, { timeout: 10_000 });
  });
});
