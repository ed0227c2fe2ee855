import { describe, expect, it } from 'vitest';
import { hmacHex, toVerifyingKey } from '../../../../../infra/local/aws/iam/canonical-request.ts';
import { S3Error } from '../../../../../infra/local/aws/s3/errors.ts';
import { checkPostPolicy, parsePostPolicy } from '../../../../../infra/local/aws/s3/post-policy.ts';
import { AWS_FORM_EXAMPLE } from '../../../../support/aws-form-example.ts';

const { policy: POLICY, signature, secretAccessKey, date, region, service } = AWS_FORM_EXAMPLE;
const FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bucket: 'sigv4examplebucket',
    key: 'user/user1/photo.jpg',
    acl: 'public-read',
    success_action_redirect: 'http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html',
    'content-type': 'image/jpeg',
    'x-amz-meta-uuid': '14365123651274',
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-date': '20151229T000000Z',
    'x-amz-meta-tag': '',
    policy: POLICY,
    'x-amz-signature': signature,
  }),
);
const SIGNED_AT_MS = Date.parse('2015-12-29T00:00:00Z');

function check(fields: ReadonlyMap<string, string>, nowMs = SIGNED_AT_MS): string {
  try {
    checkPostPolicy(parsePostPolicy(POLICY), fields, nowMs);
    return 'holds';
  } catch (error) {
    return error instanceof S3Error ? error.message : String(error);
  }
}

describe('AWS’s example of a form', () => {
  it('has the signature that AWS gives', () => {
    const key = toVerifyingKey(secretAccessKey, { date, region, service });
    expect(hmacHex(key, POLICY)).toBe(signature);
  });

  it('holds to its policy', () => {
    expect(check(FIELDS)).toBe('holds');
  });

  it('is refused in S3’s own words', () => {
    expect(check(FIELDS, Date.parse('2015-12-30T12:00:00Z'))).toBe('Invalid according to Policy: Policy expired.');
    expect(check(new Map([...FIELDS, ['key', 'user/user2/photo.jpg']]))).toBe(
      'Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "user/user1/"]',
    );
    expect(check(new Map([...FIELDS, ['x-amz-meta-more', '1']]))).toBe(
      'Invalid according to Policy: Extra input fields: x-amz-meta-more',
    );
  });
});
