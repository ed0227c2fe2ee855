/** Requests signed in a header or in the query: right, forged, late, early, and anonymous. */
import assert from 'node:assert/strict';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type ForgedRequest, forgeHeaderSigned, forgePresigned } from './forge.ts';
import { sendRaw } from './raw-http.ts';
import { requestCase, type SentRequest } from './request-case.ts';
import type { ContractCase, ContractContext } from './target.ts';

const DENIED = { status: 403, code: 'AccessDenied' };
const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' };
const QUARTER_HOUR_MS = 900_000;

async function putHello({ client, bucket }: ContractContext): Promise<string> {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'signed/hello.txt', Body: 'hello' }));
  return `/${bucket}/signed/hello.txt`;
}

function getSigned(change: Partial<ForgedRequest> = {}) {
  return async (context: ContractContext): Promise<SentRequest> => {
    const path = await putHello(context);
    const { url, headers } = forgeHeaderSigned(context.target, { method: 'GET', path, ...change });
    return { method: 'GET', url, headers };
  };
}

function getPresigned(change: Partial<ForgedRequest> = {}, alter: (sent: SentRequest) => SentRequest = (sent) => sent) {
  return async (context: ContractContext): Promise<SentRequest> => {
    const path = await putHello(context);
    const { url, headers } = forgePresigned(context.target, { method: 'GET', path, ...change });
    return alter({ method: 'GET', url, headers });
  };
}

function putSigned(change: Partial<ForgedRequest>, alter: (sent: SentRequest) => SentRequest = (sent) => sent) {
  return (context: ContractContext): SentRequest => {
    const request = { method: 'PUT', path: `/${context.bucket}/signed/put.txt`, body: 'hello', ...change };
    const { url, headers } = forgeHeaderSigned(context.target, request);
    return alter({ method: 'PUT', url, headers, body: request.body });
  };
}

function isHello({ body }: { readonly body: string }): void {
  assert.equal(body, 'hello');
}

const HEADER: readonly ContractCase[] = [
  requestCase('header: answers a signed GET', { status: 200 }, getSigned(), { check: isHello }),
  requestCase('header: takes a signed PUT', { status: 200 }, putSigned({})),
  requestCase('header: takes a clock 14 min behind', { status: 200 }, getSigned({ aheadMs: -840_000 })),
  requestCase('header: takes a clock 14 min ahead', { status: 200 }, getSigned({ aheadMs: 840_000 })),
  requestCase(
    'header: refuses a clock 16 min behind',
    { status: 403, code: 'RequestTimeTooSkewed' },
    getSigned({ aheadMs: -QUARTER_HOUR_MS - 60_000 }),
  ),
  requestCase(
    'header: refuses a clock 16 min ahead',
    { status: 403, code: 'RequestTimeTooSkewed' },
    getSigned({ aheadMs: QUARTER_HOUR_MS + 60_000 }),
  ),
  requestCase('header: refuses another secret', MISMATCH, getSigned({ secretAccessKey: 'wrong' })),
  requestCase(
    'header: refuses an unknown key',
    { status: 403, code: 'InvalidAccessKeyId' },
    getSigned({ accessKeyId: 'AKIAUNKNOWN000000000' }),
  ),
  requestCase(
    'header: refuses another region',
    { status: 400, code: 'AuthorizationHeaderMalformed' },
    getSigned({ region: 'eu-west-3' }),
    { ceph: 'Ceph takes any region' },
  ),
  requestCase(
    'header: refuses another service',
    { status: 400, code: 'AuthorizationHeaderMalformed' },
    getSigned({ service: 'sqs' }),
    { ceph: 'Ceph takes any service' },
  ),
  requestCase(
    'header: refuses a body that is not the one signed',
    { status: 400, code: 'XAmzContentSHA256Mismatch' },
    putSigned({}, (sent) => ({ ...sent, body: 'jello' })),
  ),
  requestCase('header: takes an unsigned payload', { status: 200 }, putSigned({ payloadHash: 'UNSIGNED-PAYLOAD' })),
  requestCase(
    'header: refuses a header x-amz-* that was not signed',
    DENIED,
    putSigned({}, (sent) => ({ ...sent, headers: { ...sent.headers, 'x-amz-meta-late': '1' } })),
    { ceph: 'Ceph takes unsigned headers' },
  ),
  requestCase(
    'header: refuses Signature Version 2',
    { status: 400, code: 'InvalidRequest' },
    ({ target, bucket }) => ({
      method: 'GET',
      url: `${target.endpoint}/${bucket}`,
      headers: { authorization: `AWS ${target.accessKeyId}:c2lnbmF0dXJl`, date: new Date().toUTCString() },
    }),
    { ceph: 'Ceph still checks Signature Version 2, and finds it wrong' },
  ),
  requestCase(
    'header: refuses what is no signature',
    { status: 400, code: 'InvalidRequest' },
    ({ target, bucket }) => ({
      method: 'GET',
      url: `${target.endpoint}/${bucket}`,
      headers: { authorization: 'Bearer token' },
    }),
  ),
  requestCase(
    'header: refuses a signature in header and query',
    { status: 400, code: 'InvalidArgument' },
    async (context) => {
      const path = await putHello(context);
      const { url } = forgePresigned(context.target, { method: 'GET', path });
      const { headers } = forgeHeaderSigned(context.target, { method: 'GET', path });
      return { method: 'GET', url, headers };
    },
    { ceph: 'Ceph checks one of the two and finds it wrong' },
  ),
];

const PRESIGNED: readonly ContractCase[] = [
  requestCase('query: answers a presigned GET', { status: 200 }, getPresigned(), { check: isHello }),
  requestCase(
    'query: answers with the headers asked for and signed',
    { status: 200 },
    getPresigned({ query: { 'response-content-type': 'text/csv', 'response-cache-control': 'no-store' } }),
    {
      check: (response) => {
        assert.equal(response.headers['content-type'], 'text/csv');
        assert.equal(response.headers['cache-control'], 'no-store');
      },
    },
  ),
  requestCase(
    'query: refuses an override added after signing',
    MISMATCH,
    getPresigned({}, (sent) => ({ ...sent, url: `${sent.url}&response-content-type=text%2Fhtml` })),
  ),
  requestCase(
    'query: refuses another method',
    MISMATCH,
    getPresigned({}, (sent) => ({ ...sent, method: 'DELETE' })),
  ),
  requestCase(
    'query: refuses another key',
    MISMATCH,
    getPresigned({}, (sent) => ({ ...sent, url: sent.url.replace('hello.txt', 'jello.txt') })),
  ),
  requestCase('query: refuses a URL past its time', DENIED, getPresigned({ aheadMs: -301_000, expiresInSeconds: 300 })),
  requestCase('query: takes a URL of seven days', { status: 200 }, getPresigned({ expiresInSeconds: 604_800 })),
  requestCase(
    'query: refuses a URL of more than seven days',
    { status: 400, code: 'AuthorizationQueryParametersError' },
    getPresigned({ expiresInSeconds: 604_801 }),
    { ceph: 'Ceph answers 403' },
  ),
  requestCase('query: refuses a URL signed for an hour ahead', DENIED, getPresigned({ aheadMs: 3_600_000 }), {
    ceph: 'Ceph takes it at once',
  }),
  requestCase(
    'query: refuses what a proxy adds, as x-amz-cf-id',
    DENIED,
    getPresigned({}, (sent) => ({ ...sent, headers: { ...sent.headers, 'x-amz-cf-id': 'abc' } })),
    { ceph: 'Ceph takes unsigned headers' },
  ),
  requestCase('query: takes a presigned PUT', { status: 200 }, ({ target, bucket }) => {
    const { url, headers } = forgePresigned(target, {
      method: 'PUT',
      path: `/${bucket}/signed/put2.txt`,
      headers: { 'content-type': 'image/jpeg' },
    });
    return { method: 'PUT', url, headers, body: 'hello' };
  }),
  requestCase('query: refuses a presigned PUT of another type', MISMATCH, ({ target, bucket }) => {
    const { url, headers } = forgePresigned(target, {
      method: 'PUT',
      path: `/${bucket}/signed/put3.txt`,
      headers: { 'content-type': 'image/jpeg' },
    });
    return { method: 'PUT', url, headers: { ...headers, 'content-type': 'text/html' }, body: 'hello' };
  }),
];

/** What a presigned PUT has in its query instead of in headers. */
function putHoisted(name: string, more: Readonly<Record<string, string>>) {
  return ({ target, bucket }: ContractContext): SentRequest => {
    const { url, headers } = forgePresigned(target, {
      method: 'PUT',
      path: `/${bucket}/signed/${name}`,
      query: { 'x-amz-meta-title': 'QSBzb2Zh', ...more },
      headers: { 'content-type': 'image/jpeg' },
    });
    return { method: 'PUT', url, headers, body: 'hello' };
  };
}

const HOISTED: readonly ContractCase[] = [
  {
    name: 'query: keeps the metadata that stand in the query of a presigned PUT',
    run: async (context) => {
      const response = await sendRaw(putHoisted('put4.txt', {})(context));
      assert.equal(response.status, 200, response.body);
      const where = { Bucket: context.bucket, Key: 'signed/put4.txt' };
      const head = await context.client.send(new HeadObjectCommand(where));
      assert.deepEqual([head.Metadata, head.ContentType], [{ title: 'QSBzb2Zh' }, 'image/jpeg']);
    },
  },
  requestCase('query: refuses metadata beside those that were signed into the query', MISMATCH, (context) => {
    const sent = putHoisted('put5.txt', {})(context);
    return { ...sent, url: `${sent.url}&x-amz-meta-stage=load` };
  }),
  requestCase('query: checks no checksum that stands in the query', { status: 200 }, (context) =>
    putHoisted('put6.txt', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') })(context),
  ),
];

const ANONYMOUS: readonly ContractCase[] = [
  requestCase('anonymous: refuses GET of an object', DENIED, async (context) => ({
    method: 'GET',
    url: context.target.endpoint + (await putHello(context)),
  })),
  requestCase('anonymous: refuses PUT', DENIED, ({ target, bucket }) => ({
    method: 'PUT',
    url: `${target.endpoint}/${bucket}/anonymous.txt`,
    body: 'hello',
  })),
  requestCase('anonymous: refuses DELETE', DENIED, async (context) => ({
    method: 'DELETE',
    url: context.target.endpoint + (await putHello(context)),
  })),
  requestCase('anonymous: refuses a listing', DENIED, ({ target, bucket }) => ({
    method: 'GET',
    url: `${target.endpoint}/${bucket}?list-type=2`,
  })),
  requestCase('anonymous: does not tell a missing key from one that is there', DENIED, ({ target, bucket }) => ({
    method: 'GET',
    url: `${target.endpoint}/${bucket}/not-there`,
  })),
];

export const SIGNATURE_CASES: readonly ContractCase[] = [...HEADER, ...PRESIGNED, ...HOISTED, ...ANONYMOUS];
