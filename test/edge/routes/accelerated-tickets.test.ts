/** Where a ticket leads in a deployment with S3 Transfer Acceleration. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { issueTicket } from '../../../edge/core/issue-ticket.ts';
import { planPhoto } from '../../../edge/core/plan-photo.ts';
import type { RouteCall } from '../../../edge/core/route.ts';
import { toTerms } from '../../../edge/routes/issue-tickets.ts';
import { NOW } from '../issuer.ts';

const PHOTO_ID = '11111111-2222-8333-8444-555555555555';
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

async function issue(via: RouteCall['config']['upload_via'], method: 'POST' | 'PUT', endpoint: string | null = null) {
  const call = {
    config: { upload_via: via },
    now: NOW,
    services: {
      readCredentials: () => CREDENTIALS,
      bucketAddress: { bucket: 'shot-uploads', region: 'us-east-1', endpoint },
      readClockMs: () => NOW.getTime(),
    },
  } as unknown as RouteCall;
  const photo = planPhoto({ type: 'image/jpeg' }, PHOTO_ID, { jobId: 'j-1', subject: 'worker-1', name: null });
  return issueTicket(photo, toTerms(call, method));
}

describe('a ticket', () => {
  it('leads to the name at which S3’s own client would accelerate it, form and PUT', async () => {
    const client = new S3Client({ region: 'us-east-1', credentials: CREDENTIALS, useAccelerateEndpoint: true });
    const { key, url: form } = await issue('s3-accelerate', 'POST');
    const command = new PutObjectCommand({ Bucket: 'shot-uploads', Key: key });
    const expected = new URL(await getSignedUrl(client, command, { signingDate: NOW }));
    expect(new URL(form).origin).toBe(expected.origin);
    const put = new URL((await issue('s3-accelerate', 'PUT')).url);
    expect(put.origin + put.pathname).toBe(expected.origin + expected.pathname);
    // The host is signed: the same PUT at the bucket's own name is refused.
    expect(put.searchParams.get('X-Amz-SignedHeaders')).toContain('host');
    const plain = new URL((await issue('s3', 'PUT')).url);
    expect(plain.searchParams.get('X-Amz-Signature')).not.toBe(put.searchParams.get('X-Amz-Signature'));
  });

  it('leads elsewhere where nothing is accelerated, or S3 is not AWS’s', async () => {
    expect(new URL((await issue('s3', 'POST')).url).host).toBe('shot-uploads.s3.us-east-1.amazonaws.com');
    expect((await issue('edge', 'POST')).url).toBe('/upload');
    expect((await issue('s3-accelerate', 'POST', 'http://127.0.0.1:9000')).url).toMatch(
      /^http:\/\/127\.0\.0\.1:9000\//,
    );
  });
});
