import { describe, expect, it } from 'vitest';
import { planPhoto } from '../../../edge/core/plan-photo.ts';

const PHOTO_ID = '11111111-2222-8333-8444-555555555555';
const WES = { jobId: 'j-1', subject: 'user-wes' };

describe('planPhoto', () => {
  it('names a file by the hash that was promised, so that no other bytes can stand there', () => {
    const [one, other] = ['a', 'b'].map((digit) => digit.repeat(64));
    const plan = (sha256 = '') => planPhoto({ type: 'image/png', sha256 }, PHOTO_ID, WES);
    expect(plan(one).key).toBe(`jobs/j-1/${PHOTO_ID}/${one}.png`);
    expect(plan(other).key).not.toBe(plan(one).key);
    expect(plan(one).headers['x-amz-checksum-sha256']).toBe(Buffer.from(one ?? '', 'hex').toString('base64'));
  });

  it('lets what promises none arrive under the photo’s own name', () => {
    const { key, headers } = planPhoto({ type: 'image/png' }, PHOTO_ID, WES);
    expect(key).toBe(`jobs/j-1/${PHOTO_ID}.png`);
    expect(Object.keys(headers).filter((name) => name.includes('checksum'))).toEqual([]);
  });
});
