import { describe, expect } from 'vitest';
import { edgeTest as it } from '../edge-test.ts';
import { toJobRecord } from '../records.ts';

describe('POST /upload-url, by customers with an account', () => {
  it('lets customers upload to their own open jobs alone, and not where the deployment takes no photos of customers', async ({
    customer: token,
    edge,
    world,
  }) => {
    await world.put(
      toJobRecord('j-1', { customer: 'customer-1' }),
      toJobRecord('j-2', { customer: 'customer-2' }),
      toJobRecord('j-done', { customer: 'customer-1', status: 'closed' }),
    );
    const ask = async (job_id: string, customer_uploads = true) => {
      const body = { job_id, photos: [{ id: 'capture-1', type: 'image/jpeg', size: 5 }] };
      const { status, body: response } = await edge.ask('/upload-url', {
        method: 'POST',
        token,
        body,
        config: { customer_uploads },
      });
      return response.code ?? status;
    };
    expect(await Promise.all(['j-1', 'j-2', 'j-404', 'j-done'].map((jobId) => ask(jobId)))).toEqual([
      200,
      'access-denied',
      'access-denied',
      'job-closed',
    ]);
    expect(await ask('j-1', false)).toBe('access-denied');
  });
});
