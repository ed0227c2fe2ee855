import { describe, expect, it } from 'vitest';
import { createDigest, type DigestName } from '../../../../../infra/local/aws/s3/checksums.ts';

describe('createDigest gives the check values of the CRC catalogue for 123456789', () => {
  it.each<[DigestName, string]>([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ])('%s', (name, hex) => {
    const digest = createDigest(name);
    digest.update(Buffer.from('1234'));
    digest.update(Buffer.from('56789'));
    expect(digest.digest().toString('hex')).toBe(hex);
  });
});
