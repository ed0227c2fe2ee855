import { describe, expect, it } from 'vitest';
import { toVerifyingKey } from '../../../../../infra/local/aws/iam/canonical-request.ts';
import type { VerifiedSignature } from '../../../../../infra/local/aws/iam/verify-signature.ts';
import { type ChunkedOptions, decodeAwsChunked } from '../../../../../infra/local/aws/s3/aws-chunked.ts';
import { S3Error } from '../../../../../infra/local/aws/s3/errors.ts';

/** The example of "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks". */
const SCOPE = { date: '20130524', region: 'us-east-1', service: 's3' };
const SEED: VerifiedSignature = {
  kind: 'signed',
  via: 'header',
  credential: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    principal: { kind: 'root', name: 'arn:aws:iam::123456789012:root', policies: [] },
  },
  scope: SCOPE,
  timestamp: '20130524T000000Z',
  ageMs: 0,
  payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  signingKey: toVerifyingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', SCOPE),
};
const EXAMPLE = [
  `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65_536)}\r\n`,
  `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`,
  '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
].join('');

/** The example of "Transferring Payload in Multiple Chunks (Chunked Upload) … with trailing headers". */
const TRAILER_SEED: VerifiedSignature = {
  ...SEED,
  payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
};
const TRAILER_EXAMPLE = [
  `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${'a'.repeat(65_536)}\r\n`,
  `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${'a'.repeat(1024)}\r\n`,
  '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n',
  'x-amz-checksum-crc32c:sOO8/Q==\r\n',
  'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
].join('');

/** Decodes a body that comes in pieces of the given length; the length of what is in it, or the code of the refusal. */
async function decode(
  body: string,
  pieceBytes: number,
  options: Partial<ChunkedOptions> = {},
): Promise<number | string> {
  async function* source(): AsyncGenerator<Buffer> {
    for (let at = 0; at < body.length; at += pieceBytes) yield Buffer.from(body.slice(at, at + pieceBytes));
  }
  let length = 0;
  try {
    const all = { seed: SEED, hasTrailers: false, onTrailers: () => {}, ...options };
    for await (const chunk of decodeAwsChunked(source(), all)) length += chunk.length;
    return length;
  } catch (error) {
    return error instanceof S3Error ? error.code : String(error);
  }
}

describe('decodeAwsChunked', () => {
  it.each([1000, 7777, 1_000_000])('takes AWS’s example in pieces of %i bytes', async (pieceBytes) => {
    expect(await decode(EXAMPLE, pieceBytes)).toBe(66_560);
  });

  it('takes AWS’s example with a signed trailer, and gives the trailer', async () => {
    let checksum: string | undefined;
    const options: Partial<ChunkedOptions> = {
      seed: TRAILER_SEED,
      hasTrailers: true,
      onTrailers: (trailers) => {
        checksum = trailers.get('x-amz-checksum-crc32c');
      },
    };
    expect(await decode(TRAILER_EXAMPLE, 7777, options)).toBe(66_560);
    expect(checksum).toBe('sOO8/Q==');
  });
});

describe('attack: chunks that were not signed so', () => {
  const [first = '', second = '', last = ''] = EXAMPLE.split(/(?<=a\r\n)/);
  it.each([
    ['a changed byte', EXAMPLE.replace('aaa', 'aab'), 'SignatureDoesNotMatch'],
    ['a chunk left out', first + last, 'SignatureDoesNotMatch'],
    ['chunks in another order', second + first + last, 'SignatureDoesNotMatch'],
    ['a chunk without a signature', EXAMPLE.replace(/;chunk-signature=\w+/, ''), 'SignatureDoesNotMatch'],
    ['no last chunk', first + second, 'IncompleteBody'],
    ['a length that is none', EXAMPLE.replace('10000;', 'xyz;'), 'InvalidRequest'],
  ])('refuses %s', async (_, body, code) => {
    expect(await decode(body, 1_000_000)).toBe(code);
  });

  it('refuses a changed trailer', async () => {
    const body = TRAILER_EXAMPLE.replace('sOO8/Q==', 'sOO8/A==');
    const options = { seed: TRAILER_SEED, hasTrailers: true };
    expect(await decode(body, 1_000_000, options)).toBe('SignatureDoesNotMatch');
  });
});
