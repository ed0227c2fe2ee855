/** Uploads in `aws-chunked` coding with a trailer: whole, forged, and broken off. */
import { createHash } from 'node:crypto';
import { forgeHeaderSigned } from './forge.ts';
import { requestCase, type SentRequest } from './request-case.ts';
import type { ContractCase, ContractContext } from './target.ts';

/** One chunk and the last, as "Transferring payload in multiple chunks" signs them. */
function putChunked(alter: (body: string) => string, payload = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
  return ({ target, bucket }: ContractContext): SentRequest => {
    const sha256 = createHash('sha256').update('hello').digest('base64');
    const { url, headers } = forgeHeaderSigned(target, {
      method: 'PUT',
      path: `/${bucket}/signed/chunked.txt`,
      payloadHash: payload,
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': '5',
        'x-amz-trailer': 'x-amz-checksum-sha256',
      },
    });
    const body = alter(`5\r\nhello\r\n0\r\nx-amz-checksum-sha256:${sha256}\r\n\r\n`);
    return { method: 'PUT', url, headers, body };
  };
}

const NO_TRAILERS = 'Ceph 18 does not check unsigned chunks';

export const CHUNKED_CASES: readonly ContractCase[] = [
  requestCase(
    'chunked: takes an unsigned payload with a checksum trailer',
    { status: 200 },
    putChunked((body) => body),
  ),
  requestCase(
    'chunked: refuses a trailer of other bytes',
    { status: 400, code: 'BadDigest' },
    putChunked((body) => body.replace('hello', 'jello')),
    { ceph: NO_TRAILERS },
  ),
  requestCase(
    'chunked: refuses more bytes than declared',
    { status: 400, code: 'IncompleteBody' },
    putChunked((body) => body.replace('5\r\nhello', '6\r\nhello!')),
    { ceph: NO_TRAILERS },
  ),
  requestCase(
    'chunked: refuses a body that breaks off',
    { status: 400, code: 'IncompleteBody' },
    putChunked((body) => body.slice(0, 12)),
    { ceph: NO_TRAILERS },
  ),
];
