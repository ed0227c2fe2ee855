import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../edge/core/sha256.ts';
import { deriveSigningKey, formatCanonicalRequest, sha256, signRequest } from '../../../edge/core/sign-request.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const SCOPE = {
  service: 'service',
  region: 'us-east-1',
  credentials: CREDENTIALS,
  now: new Date('2015-08-30T12:36:00Z'),
};

describe('published vectors: the AWS Signature Version 4 test suite', () => {
  it.each([
    ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('%s', (_, method, path, signature) => {
    const url = new URL(`https://example.amazonaws.com${path}`);
    const headers = signRequest({ method, url, headers: {}, body: '' }, SCOPE);
    expect(headers.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
  });

  it('hashes the canonical request of get-vanilla', () => {
    const canonical = formatCanonicalRequest(
      {
        method: 'GET',
        url: new URL('https://example.amazonaws.com/'),
        headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
        body: '',
      },
      'host;x-amz-date',
      'service',
    );
    expect(sha256(canonical)).toBe('bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63');
  });
});

describe('published vectors: IAM User Guide, "Deriving the signing key"', () => {
  it('derives the example key', () => {
    const key = deriveSigningKey({ credentials: CREDENTIALS, region: 'us-east-1', service: 'iam' }, '20150830');
    expect(key.toString('hex')).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
  });
});

const word = fc.stringMatching(/^[A-Za-z0-9._~ !'()*+/=&%-]{1,20}$/);
const asked = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: fc.array(
    fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/).filter((part) => !/^\.+$/.test(part)),
    { maxLength: 4 },
  ),
  query: fc.uniqueArray(
    fc.tuple(
      word.filter((name) => name !== '__proto__'),
      word,
    ),
    { selector: ([name]) => name, maxLength: 4 },
  ),
  body: fc.string(),
  service: fc.constantFrom('s3', 'dynamodb', 'secretsmanager'),
  token: fc.option(fc.base64String({ minLength: 8 }), { nil: undefined }),
});

describe('signRequest', () => {
  it('signs as the SDK’s signer does, for 500 random requests', async () => {
    const property = fc.asyncProperty(asked, async ({ method, path, query, body, service, token }) => {
      const url = new URL(`https://example.amazonaws.com/${path.join('/')}?${new URLSearchParams(query)}`);
      const credentials = { ...CREDENTIALS, ...(token === undefined ? {} : { sessionToken: token }) };
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-content-sha256': sha256(body) };
      const ours = signRequest({ method, url, headers, body }, { ...SCOPE, service, credentials });
      const signer = new SignatureV4({
        credentials,
        region: SCOPE.region,
        service,
        sha256: Sha256,
        uriEscapePath: service !== 's3',
        applyChecksum: false,
      });
      const theirs = await signer.sign(
        {
          method,
          protocol: 'https:',
          hostname: url.host,
          path: url.pathname,
          query: Object.fromEntries(query),
          headers: { ...headers, host: url.host },
          body,
        },
        { signingDate: SCOPE.now },
      );
      expect(ours.authorization).toBe(theirs.headers.authorization);
    });
    await fc.assert(property, { numRuns: 500 });
  });
});
