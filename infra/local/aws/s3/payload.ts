/** The body of a signed request, checked against what was signed for it while it streams. */
import { createHash } from 'node:crypto';
import { decodeAwsChunked } from './aws-chunked.ts';
import { MAX_XML_BYTES } from './constants.ts';
import { S3Error } from './errors.ts';
import type { S3Call } from './operation.ts';
import { parseXml, type XmlElement } from './xml.ts';

export interface Payload {
  /** Bytes that the client says the object has. */
  readonly declaredLength: number;
  /** @throws {S3Error} when, at its end, the body is not what was signed or declared. */
  readonly stream: AsyncIterable<Buffer>;
  /** Trailing headers, once the stream has ended. */
  readonly trailers: () => ReadonlyMap<string, string>;
}

const SHA256_HEX = /^[0-9a-f]{64}$/;

function parseLength(text: string | null): number {
  if (text === null) throw new S3Error('MissingContentLength');
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('InvalidArgument', 'Invalid length');
  return Number(text);
}

async function* withLength(source: AsyncIterable<Buffer>, declaredLength: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > declaredLength) throw new S3Error('IncompleteBody');
    yield chunk;
  }
  if (length < declaredLength) throw new S3Error('IncompleteBody');
}

async function* withSha256(source: AsyncIterable<Buffer>, claimed: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  const computed = hash.digest('hex');
  if (computed !== claimed) {
    throw new S3Error('XAmzContentSHA256Mismatch', undefined, {
      ClientComputedContentSHA256: claimed,
      S3ComputedContentSHA256: computed,
    });
  }
}

function openChunked({ request, caller }: S3Call, payloadHash: string): Payload {
  const declaredLength = parseLength(request.header('x-amz-decoded-content-length'));
  let trailers: ReadonlyMap<string, string> = new Map();
  const isSigned = payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  const stream = decodeAwsChunked(request.body, {
    seed: isSigned ? caller.signature : null,
    hasTrailers: payloadHash.endsWith('-TRAILER'),
    onTrailers: (received) => {
      trailers = received;
    },
  });
  return { declaredLength, stream: withLength(stream, declaredLength), trailers: () => trailers };
}

/** @throws {S3Error} when the length is missing or no number, or the payload is signed in a way that S3 does not know. */
export function openPayload(call: S3Call): Payload {
  const { request, caller } = call;
  const contentLength = parseLength(request.header('content-length'));
  const payloadHash = caller.signature?.payloadHash ?? request.header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const none: ReadonlyMap<string, string> = new Map();
  if (payloadHash === 'UNSIGNED-PAYLOAD') {
    return {
      declaredLength: contentLength,
      stream: withLength(request.body, contentLength),
      trailers: () => none,
    };
  }
  if (SHA256_HEX.test(payloadHash)) {
    return {
      declaredLength: contentLength,
      stream: withSha256(withLength(request.body, contentLength), payloadHash),
      trailers: () => none,
    };
  }
  if (
    payloadHash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' ||
    payloadHash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' ||
    payloadHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
  ) {
    return openChunked(call, payloadHash);
  }
  throw new S3Error(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: payloadHash },
  );
}

/**
 * Reads a small body whole, checked as any other; also against Content-MD5 and x-amz-checksum-* where they are given.
 * @throws {S3Error} when it is too large, or not what was signed or declared.
 */
export async function readBodyText(call: S3Call, maxBytes = MAX_XML_BYTES): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const payload = openPayload(call);
  for await (const chunk of payload.stream) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new S3Error('MaxMessageLengthExceeded', undefined, { MaxMessageLengthBytes: String(maxBytes) });
    }
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const md5 = call.request.header('content-md5');
  if (md5 !== null && createHash('md5').update(body).digest('base64') !== md5) throw new S3Error('BadDigest');
  return body.toString('utf8');
}

/**
 * Reads a body of one XML document with the given root.
 * @throws {S3Error} when it is another, or the body is not what was signed or declared.
 */
export async function readBodyXml(call: S3Call, rootName: string): Promise<XmlElement> {
  const root = parseXml(await readBodyText(call));
  if (root?.name !== rootName) throw new S3Error('MalformedXML');
  return root;
}
