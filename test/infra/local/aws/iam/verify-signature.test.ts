import { describe, expect, it } from 'vitest';
import { parseQuery, type WireRequest } from '../../../../../infra/local/aws/iam/canonical-request.ts';
import { createCredentialStore, type IamPrincipal } from '../../../../../infra/local/aws/iam/credentials.ts';
import { type VerifySignatureOptions, verifySignature } from '../../../../../infra/local/aws/iam/verify-signature.ts';

/** The examples of "Authenticating Requests (AWS Signature Version 4)", Amazon S3 API Reference. */
const SIGNED_AT_MS = Date.parse('2013-05-24T00:00:00Z');
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ROOT: IamPrincipal = { kind: 'root', name: 'arn:aws:iam::123456789012:root', policies: [] };

function createOptions(nowMs = SIGNED_AT_MS): VerifySignatureOptions {
  const credentials = createCredentialStore();
  credentials.add({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    principal: ROOT,
  });
  return { credentials, service: 's3', region: 'us-east-1', nowMs };
}

function formatExample(
  request: { method: string; path: string; query?: string; headers?: Record<string, string> },
  signed: { names: string; signature: string; payloadHash?: string },
): WireRequest {
  const headers = {
    Host: 'examplebucket.s3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-content-sha256': signed.payloadHash ?? EMPTY,
    ...request.headers,
    Authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed.names},Signature=${signed.signature}`,
  };
  return {
    method: request.method,
    path: request.path,
    query: request.query ?? '',
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  };
}

function check(request: WireRequest, options = createOptions()): string {
  const result = verifySignature(request, parseQuery(request.query) ?? [], options);
  return result.kind === 'fault' ? result.fault : result.kind;
}

const GET_OBJECT = formatExample(
  { method: 'GET', path: '/test.txt', headers: { Range: 'bytes=0-9' } },
  {
    names: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
);

const PRESIGNED: WireRequest = {
  method: 'GET',
  path: '/test.txt',
  query:
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: [{ name: 'host', value: 'examplebucket.s3.amazonaws.com' }],
};

function withHeader(request: WireRequest, name: string, value: string): WireRequest {
  return {
    ...request,
    headers: [...request.headers.filter((header) => header.name.toLowerCase() !== name), { name, value }],
  };
}

describe('verifySignature', () => {
  it('accepts AWS’s example: GET Object', () => {
    expect(check(GET_OBJECT)).toBe('signed');
  });

  it('accepts AWS’s example: PUT Object', () => {
    const request = formatExample(
      {
        method: 'PUT',
        path: '/test%24file.text',
        headers: { Date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      },
      {
        names: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
        payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      },
    );
    expect(check(request)).toBe('signed');
  });

  it('accepts AWS’s example: GET Bucket Lifecycle', () => {
    const request = formatExample(
      { method: 'GET', path: '/', query: 'lifecycle' },
      {
        names: 'host;x-amz-content-sha256;x-amz-date',
        signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
      },
    );
    expect(check(request)).toBe('signed');
  });

  it('accepts AWS’s example: GET Bucket (List Objects)', () => {
    const request = formatExample(
      { method: 'GET', path: '/', query: 'max-keys=2&prefix=J' },
      {
        names: 'host;x-amz-content-sha256;x-amz-date',
        signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
      },
    );
    expect(check(request)).toBe('signed');
  });

  it('accepts AWS’s example: presigned GET, to its last second and not a millisecond longer', () => {
    const endMs = SIGNED_AT_MS + 86_400_000;
    expect(check(PRESIGNED)).toBe('signed');
    expect(check(PRESIGNED, createOptions(endMs))).toBe('signed');
    expect(check(PRESIGNED, createOptions(endMs + 1))).toBe('expired');
  });

  it('allows a clock 15 min off for a signed header, and no more', () => {
    for (const sign of [-1, 1]) {
      expect(check(GET_OBJECT, createOptions(SIGNED_AT_MS + sign * 900_000))).toBe('signed');
      expect(check(GET_OBJECT, createOptions(SIGNED_AT_MS + sign * 900_001))).toBe('skewed');
    }
  });

  it('refuses a presigned URL dated more than 15 min ahead', () => {
    expect(check(PRESIGNED, createOptions(SIGNED_AT_MS - 900_000))).toBe('signed');
    expect(check(PRESIGNED, createOptions(SIGNED_AT_MS - 900_001))).toBe('not-yet-valid');
  });

  it('calls a request without a signature anonymous', () => {
    expect(check({ method: 'GET', path: '/', query: '', headers: [] })).toBe('anonymous');
  });

  it('binds a temporary key to its session token and its end', () => {
    const credentials = createCredentialStore();
    credentials.add({
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken: 'token',
      expiresAtMs: SIGNED_AT_MS,
      principal: ROOT,
    });
    const options = { ...createOptions(), credentials };
    expect(check(GET_OBJECT, options)).toBe('bad-token');
    expect(check(withHeader(GET_OBJECT, 'x-amz-security-token', 'token'), options)).toBe('expired-token');
  });
});

describe('attack: a signature moved to another request', () => {
  it.each<[string, WireRequest, string]>([
    ['another path', { ...GET_OBJECT, path: '/test.txu' }, 'no-match'],
    ['another method', { ...GET_OBJECT, method: 'DELETE' }, 'no-match'],
    ['another query', { ...GET_OBJECT, query: 'versionId=1' }, 'no-match'],
    ['another host', withHeader(GET_OBJECT, 'host', 'other.s3.amazonaws.com'), 'no-match'],
    ['another range', withHeader(GET_OBJECT, 'range', 'bytes=0-99'), 'no-match'],
    ['another body', withHeader(GET_OBJECT, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'), 'no-match'],
    ['an unsigned x-amz header', withHeader(GET_OBJECT, 'x-amz-cf-id', 'abc'), 'headers-not-signed'],
    ['a query signature too', { ...GET_OBJECT, query: PRESIGNED.query }, 'two-mechanisms'],
    ['a longer life', { ...PRESIGNED, query: PRESIGNED.query.replace('86400', '86401') }, 'no-match'],
    ['a life over seven days', { ...PRESIGNED, query: PRESIGNED.query.replace('86400', '604801') }, 'malformed'],
    ['host not signed', { ...PRESIGNED, query: PRESIGNED.query.replace('Headers=host', 'Headers=range') }, 'malformed'],
    ['another region', { ...PRESIGNED, query: PRESIGNED.query.replace('us-east-1', 'eu-west-1') }, 'wrong-scope'],
    ['another service', { ...PRESIGNED, query: PRESIGNED.query.replace('%2Fs3', '%2Fsqs') }, 'wrong-scope'],
    ['another day', { ...PRESIGNED, query: PRESIGNED.query.replace('%2F20130524', '%2F20130523') }, 'bad-date'],
    ['an unknown key', { ...PRESIGNED, query: PRESIGNED.query.replace('AKIA', 'AKIB') }, 'unknown-key'],
    ['a parameter given twice', { ...PRESIGNED, query: `${PRESIGNED.query}&X-Amz-Expires=1` }, 'malformed'],
    ['Signature Version 2', withHeader(GET_OBJECT, 'authorization', 'AWS AKIA:abc='), 'unsupported-mechanism'],
  ])('refuses %s', (_, request, fault) => {
    expect(check(request)).toBe(fault);
  });
});
