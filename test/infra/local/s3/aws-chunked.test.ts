import { describe, expect, it } from 'vitest';
import { deriveSigningKey } from '../../../../infra/local/iam/canonical-request.ts';
import type { VerifiedSignature } from '../../../../infra/local/iam/verify-signature.ts';
import { decodeAwsChunked } from '../../../../infra/local/s3/aws-chunked.ts';
import { S3Error } from '../../../../infra/local/s3/errors.ts';

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
  signingKey: deriveSigningKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', SCOPE),
};
const EXAMPLE = [
  `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65_536)}\r\n`,
  `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`,
  '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
].join('');

/** Decodes a body that comes in pieces of the given length; the length of what is in it, or the code of the refusal. */
async function decode(body: string, pieceBytes: number): Promise<number | string> {
  async function* source(): AsyncGenerator<Buffer> {
    for (let at = 0; at < body.length; at += pieceBytes) {
      yield Buffer.from(body.slice(at, at + pieceBytes));
    }
  }
  let length = 0;
  try {
    for await (const chunk of decodeAwsChunked(source(), { seed: SEED, hasTrailers: false, onTrailers: () => {} })) {
      length += chunk.length;
    }
    return length;
  } catch (error) {
    return error instanceof S3Error ? error.code : String(error);
  }
}

describe('decodeAwsChunked', () => {
  it.each([1000, 7777, 1_000_000])('takes AWS’s example in pieces of %i bytes', async (pieceBytes) => {
    expect(await decode(EXAMPLE, pieceBytes)).toBe(66_560);
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
});
