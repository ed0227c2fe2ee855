/**
 * Bodies in `aws-chunked` coding ("Signature calculations: transferring payload in multiple chunks", with and without
 * trailing headers): every chunk's signature is checked before its bytes go on.
 */
import { createHash, type Hash } from 'node:crypto';
import { hmacHex, sha256Hex } from '../iam/canonical-request.ts';
import { equalsHex, type VerifiedSignature } from '../iam/verify-signature.ts';
import { S3Error } from './errors.ts';

const MAX_LINE_BYTES = 4096;
/** AWS bounds chunks by the body only; a chunk is held back until its signature holds, so it must be bounded here. */
const MAX_SIGNED_CHUNK_BYTES = 64 * 1024 ** 2;
const EMPTY_SHA256 = sha256Hex('');

interface ByteReader {
  /** Up to and without CRLF. */
  readLine(): Promise<string>;
  /** Exactly `length` bytes, in pieces. */
  readPieces(length: number): AsyncGenerator<Buffer>;
}

function createByteReader(source: AsyncIterable<Buffer>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<void> => {
    const next = await iterator.next();
    if (next.done) throw new S3Error('IncompleteBody');
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
  };
  return {
    readLine: async () => {
      let end = pending.indexOf('\r\n');
      while (end < 0) {
        if (pending.length > MAX_LINE_BYTES) throw new S3Error('InvalidRequest', 'Invalid chunk header');
        await fill();
        end = pending.indexOf('\r\n');
      }
      const line = pending.subarray(0, end).toString('latin1');
      pending = pending.subarray(end + 2);
      return line;
    },
    readPieces: async function* (length) {
      let left = length;
      while (left > 0) {
        if (pending.length === 0) await fill();
        const piece = pending.subarray(0, left);
        pending = pending.subarray(piece.length);
        left -= piece.length;
        yield piece;
      }
    },
  };
}

interface ChunkHeader {
  readonly size: number;
  readonly signature: string | null;
}

function parseChunkHeader(line: string): ChunkHeader {
  const match = /^([0-9a-fA-F]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (match === null) throw new S3Error('InvalidRequest', 'Invalid chunk header');
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? null };
}

interface ChunkSigner {
  check(kind: 'PAYLOAD' | 'TRAILER', claimed: string | null, hashes: readonly string[]): void;
}

function createChunkSigner(seed: VerifiedSignature): ChunkSigner {
  let previous = seed.signature;
  const { date, region, service } = seed.scope;
  return {
    check: (kind, claimed, hashes) => {
      const stringToSign = [
        `AWS4-HMAC-SHA256-${kind}`,
        seed.timestamp,
        `${date}/${region}/${service}/aws4_request`,
        previous,
        ...hashes,
      ].join('\n');
      if (claimed === null || !equalsHex(hmacHex(seed.signingKey, stringToSign), claimed)) {
        throw new S3Error('SignatureDoesNotMatch');
      }
      previous = claimed;
    },
  };
}

async function* readSignedChunk(
  reader: ByteReader,
  { size, signature }: ChunkHeader,
  signer: ChunkSigner,
): AsyncGenerator<Buffer> {
  if (size > MAX_SIGNED_CHUNK_BYTES) throw new S3Error('InvalidRequest', 'Chunk too large');
  const hash: Hash = createHash('sha256');
  const pieces: Buffer[] = [];
  for await (const piece of reader.readPieces(size)) {
    hash.update(piece);
    pieces.push(piece);
  }
  signer.check('PAYLOAD', signature, [EMPTY_SHA256, hash.digest('hex')]);
  yield* pieces;
}

async function readTrailers(reader: ByteReader, signer: ChunkSigner | null): Promise<ReadonlyMap<string, string>> {
  const trailers = new Map<string, string>();
  let signature: string | null = null;
  for (let line = await reader.readLine(); line !== ''; line = await reader.readLine()) {
    const cut = line.indexOf(':');
    const name = line.slice(0, Math.max(cut, 0)).trim().toLowerCase();
    const value = line.slice(cut + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
    } else {
      trailers.set(name, value);
    }
  }
  if (signer !== null) {
    const canonical = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
    signer.check('TRAILER', signature, [sha256Hex(canonical)]);
  }
  return trailers;
}

export interface ChunkedOptions {
  /** Null where only the seed request is signed (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`). */
  readonly seed: VerifiedSignature | null;
  readonly hasTrailers: boolean;
  /** Called once, after the last byte. */
  readonly onTrailers: (trailers: ReadonlyMap<string, string>) => void;
}

/**
 * Yields the bytes within the coding.
 * @throws {S3Error} when a chunk is malformed, unsigned, or missing.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  options: ChunkedOptions,
): AsyncGenerator<Buffer> {
  const reader = createByteReader(source);
  const signer = options.seed === null ? null : createChunkSigner(options.seed);
  for (;;) {
    const chunk = parseChunkHeader(await reader.readLine());
    const { size, signature } = chunk;
    if (size === 0) {
      signer?.check('PAYLOAD', signature, [EMPTY_SHA256, EMPTY_SHA256]);
      break;
    }
    yield* signer === null ? reader.readPieces(size) : readSignedChunk(reader, chunk, signer);
    if ((await reader.readLine()) !== '') throw new S3Error('InvalidRequest', 'Invalid chunk end');
  }
  options.onTrailers(options.hasTrailers ? await readTrailers(reader, signer) : new Map());
}
