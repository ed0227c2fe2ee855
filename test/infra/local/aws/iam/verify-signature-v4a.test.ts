import { createHash, createHmac } from 'node:crypto';
import { SignatureV4a } from '@aws-sdk/signature-v4a';
import { describe, expect, it } from 'vitest';
import { createCredentialStore, type IamPrincipal } from '../../../../../infra/local/aws/iam/credentials.ts';
import {
  toPublicKeyV4a,
  type VerifyV4aOptions,
  verifySignatureV4a,
} from '../../../../../infra/local/aws/iam/verify-signature-v4a.ts';

/** aws-c-auth, tests/aws-signing-test-suite/v4a/get-vanilla, and the public key of its credentials. */
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const PUBLIC = {
  x: 'b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1',
  y: '865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518',
};
const SIGNED_AT_MS = Date.parse('2015-08-30T12:36:00Z');
const ROOT: IamPrincipal = { kind: 'root', name: 'arn:aws:iam::123456789012:root', policies: [] };
const SCOPE = 'Credential=AKIDEXAMPLE/20150830/service/aws4_request';
const HOST = 'example.amazonaws.com';

/** What the SDK's signer hashes with. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array));
  }
  update(data: unknown): void {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {
    throw new Error('not used');
  }
}

/** The example, signed by the SDK's own signer. */
async function signExample(region: string): Promise<Readonly<Record<string, string>>> {
  const signer = new SignatureV4a({ credentials: KEYS, region, service: 'service', sha256: Sha256 as never });
  const request = { method: 'GET', protocol: 'https:', hostname: HOST, path: '/', headers: { host: HOST } };
  const signed = await signer.sign(request as never, { signingDate: new Date(SIGNED_AT_MS) });
  return signed.headers;
}

type Change = Partial<VerifyV4aOptions> & { readonly path?: string; readonly signedFor?: string };

async function verifyExample(headers: Readonly<Record<string, string>> = {}, changes: Change = {}): Promise<string> {
  const credentials = createCredentialStore();
  credentials.add({ ...KEYS, principal: ROOT });
  const { path = '/', signedFor = 'us-east-1', ...options } = changes;
  const all = { ...(await signExample(signedFor)), ...headers };
  const wire = {
    method: 'GET',
    path,
    query: '',
    headers: Object.entries(all).map(([name, value]) => ({ name, value })),
  };
  const result = verifySignatureV4a(wire, {
    credentials,
    service: 'service',
    region: 'us-east-1',
    nowMs: SIGNED_AT_MS,
    body: Buffer.alloc(0),
    ...options,
  });
  return result.kind === 'fault' ? result.fault : result.kind;
}

describe('verifySignatureV4a', () => {
  it('derives the public key of a secret as AWS’s libraries do', () => {
    const { x = '', y = '' } = toPublicKeyV4a(KEYS).export({ format: 'jwk' });
    const [hexX, hexY] = [x, y].map((part) => Buffer.from(part, 'base64url').toString('hex'));
    expect({ x: hexX, y: hexY }).toEqual(PUBLIC);
  });

  it('takes what the SDK has signed, and 15 minutes around it', async () => {
    expect(await verifyExample()).toBe('signed');
    expect(await verifyExample({}, { nowMs: SIGNED_AT_MS + 900_000 })).toBe('signed');
    expect(await verifyExample({}, { nowMs: SIGNED_AT_MS + 900_001 })).toBe('skewed');
  });

  it.each([
    ['another path', {}, { path: '/other' }, 'no-match'],
    ['another body', {}, { body: Buffer.from('x') }, 'no-match'],
    ['another host', { host: 'evil.example' }, {}, 'no-match'],
    ['a region that is not signed for', {}, { region: 'eu-west-1' }, 'region'],
    ['a region set that was widened', { 'x-amz-region-set': '*' }, {}, 'no-match'],
    ['another service', {}, { service: 's3' }, 'malformed'],
    ['a foreign session token', { 'x-amz-security-token': 't' }, {}, 'token'],
    [
      'Signature Version 4',
      { authorization: 'AWS4-HMAC-SHA256 Credential=A/20150830/r/s/aws4_request' },
      {},
      'malformed',
    ],
    [
      'an empty signature',
      { authorization: `AWS4-ECDSA-P256-SHA256 ${SCOPE}, SignedHeaders=host;x-amz-date;x-amz-region-set, Signature=` },
      {},
      'malformed',
    ],
    [
      'a date that is not signed',
      { authorization: `AWS4-ECDSA-P256-SHA256 ${SCOPE}, SignedHeaders=host;x-amz-region-set, Signature=3045` },
      {},
      'malformed',
    ],
    [
      'a signature of nothing',
      {
        authorization: `AWS4-ECDSA-P256-SHA256 ${SCOPE}, SignedHeaders=host;x-amz-date;x-amz-region-set, Signature=3006020100020100`,
      },
      {},
      'no-match',
    ],
  ])('attack: refuses %s', async (_what, headers, changes, fault) => {
    expect(await verifyExample(headers as Record<string, string>, changes)).toBe(fault);
  });

  it.each([
    ['us-east-1', 'us-east-1', 'signed'],
    ['us-east-1', 'us-east-11', 'region'],
    ['*', 'eu-west-1', 'signed'],
    ['us-*', 'us-west-2', 'signed'],
    ['us-*', 'eu-west-1', 'region'],
    ['us-east-1,eu-west-1', 'eu-west-1', 'signed'],
  ])('signed for %s, counts in %s: %s', async (signedFor, region, expected) => {
    expect(await verifyExample({}, { signedFor, region })).toBe(expected);
  });
});
