/** What stands still while other requests are answered is dead: it is ended and sent again, by itself. In a real browser. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { EdgeDouble, RequestFate } from '../edge-double.ts';
import { capture, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

const WITHIN_MS = 35_000;

/** Lets everything pass but the n-th (from 0) request to `path`; returns when that one came, Unix ms. */
function failOnce(edge: EdgeDouble, path: string, { fate, nth }: { readonly fate: RequestFate; readonly nth: number }) {
  let count = 0;
  const struck = Promise.withResolvers<number>();
  edge.fate = (asked) => {
    if (asked !== path || count++ !== nth) return 'pass';
    struck.resolve(Date.now());
    return fate;
  };
  return struck.promise;
}

describe('an upload of which nothing moves', () => {
  it.for<RequestFate>(['stall', 'freeze'])(
    'is sent again within half a minute where the edge answers others: %s',
    async (fate, { edge, openPage }) => {
      // The first is the preview, by which the connection is measured.
      const struck = failOnce(edge, '/upload', { fate, nth: 1 });
      const page = await openPage();
      await capture(page, 'j-1', [await drawPhoto()]);
      const struckMs = await struck;
      await waitUntil(() => edge.versions.length === 2, 60_000);
      expect(Date.now() - struckMs).toBeLessThan(WITHIN_MS);
      await waitForStates(page, ['in-job']);
    },
  );

  it('is not sent again where the album shows it', async ({ edge, openPage }) => {
    const struck = failOnce(edge, '/upload', { fate: 'break-off', nth: 1 });
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    const struckMs = await struck;
    await waitForStates(page, ['in-job']);
    expect(Date.now() - struckMs).toBeLessThan(WITHIN_MS);
    expect(edge.versions).toHaveLength(2);
  });

  it('waits on where nobody is answered', async ({ edge, openPage }) => {
    let stalls = 0;
    const isStalled = (path: string) => stalls > 0 || (path === '/upload' && edge.versions.length === 1);
    edge.fate = (path) => (isStalled(path) && ++stalls ? 'stall' : 'pass');
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitUntil(() => stalls > 0);
    await page.waitForTimeout(WITHIN_MS);
    expect(edge.requests.filter(({ path }) => path === '/upload')).toHaveLength(2);
    expect(stalls).toBeGreaterThan(1);
  });
});

describe('a request for tickets of which nothing comes back', () => {
  it('is made again within half a minute where the edge answers others', async ({ edge, openPage }) => {
    const struck = failOnce(edge, '/upload-url', { fate: 'stall', nth: 0 });
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    const struckMs = await struck;
    await waitForStates(page, ['in-job']);
    expect(Date.now() - struckMs).toBeLessThan(WITHIN_MS);
  });
});
