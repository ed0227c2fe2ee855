import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../../edge/problem.ts';
import { judgeProblem, judgeUpload } from '../../../site/sender/judge-upload.ts';

const judge = (status: number, body: string) => judgeUpload({ status, body, retryAfterSeconds: null });
const s3 = (code: string, message = '') =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

describe('judgeUpload', () => {
  it('takes a 201 with its key as stored', () => {
    const body = '<PostResponse><Location>x</Location><Bucket>b</Bucket><Key>jobs/j-1/p.jpg</Key></PostResponse>';
    expect(judge(201, body)).toEqual({ kind: 'stored', key: 'jobs/j-1/p.jpg' });
  });

  it('does not take a 200 without a key as stored: a captive portal says that too', () => {
    expect(judge(200, '<html>Welcome to the hotel</html>')).toEqual({ kind: 'later' });
  });

  it.each([
    [403, s3('AccessDenied', 'Invalid according to Policy: Policy expired.')],
    [400, s3('ExpiredToken')],
    [403, s3('RequestTimeTooSkewed')],
    [403, s3('InvalidAccessKeyId')],
  ])('renews the ticket after %i %s', (status, body) => {
    expect(judge(status, body)).toEqual({ kind: 'renew-ticket' });
  });

  it.each([
    [403, s3('AccessDenied', 'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "x"]')],
    [403, s3('AccessDenied', 'Access Denied')],
    [403, s3('SignatureDoesNotMatch')],
    [400, s3('InvalidPolicyDocument')],
    [412, s3('PreconditionFailed')],
  ])('stops for good after %i %s', (status, body) => {
    expect(judge(status, body)).toEqual({ kind: 'never', code: 'refused-by-storage' });
  });

  it.each([
    [503, s3('SlowDown')],
    [500, s3('AccessDenied')],
    [400, s3('RequestTimeout')],
    [429, ''],
    [502, '<html>bad gateway</html>'],
    [403, '<html>blocked by the proxy</html>'],
    [302, ''],
  ])('tries later after %i %s', (status, body) => {
    expect(judge(status, body)).toMatchObject({ kind: 'later' });
  });

  it('makes the copies anew after a digest that does not match', () => {
    expect(judge(400, s3('BadDigest'))).toEqual({ kind: 'damaged' });
  });

  it('keeps the server\u2019s Retry-After', () => {
    expect(judgeUpload({ status: 503, body: '', retryAfterSeconds: 7 })).toEqual({
      kind: 'later',
      retryAfterSeconds: 7,
    });
  });

  it('never gives a photo up for what is neither S3\u2019s word nor the edge\u2019s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.string(), (status, text) => {
        const body = text.replaceAll('<', '');
        expect(['later', 'stored']).toContain(judge(status, body).kind);
      }),
    );
  });
});

describe('judgeProblem', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('does with %s what the table says', (code) => {
    const { kind } = judgeProblem(code);
    expect(kind).toBe(PROBLEMS[code].retry);
    expect(judge(400, JSON.stringify({ code })).kind).toBe(kind);
  });
});
