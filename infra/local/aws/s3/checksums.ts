/** The digests that S3 checks a body against ("Checking object integrity"), all fed from one pass over the bytes. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from './object-version.ts';

export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'];

export type DigestName = ChecksumAlgorithm | 'md5';

export interface Digest {
  update(chunk: Uint8Array): void;
  /** Callable once. */
  digest(): Buffer;
}

const BYTES: Readonly<Record<DigestName, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
  md5: 16,
};

export function isChecksumAlgorithm(text: string): text is ChecksumAlgorithm {
  return CHECKSUM_ALGORITHMS.some((algorithm) => algorithm === text);
}

/** Reads a base64 digest of exactly the algorithm's length; null where it is not one. */
export function parseDigest(name: DigestName, base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === BYTES[name] && bytes.toString('base64') === base64 ? bytes : null;
}

/** CRC-32C (Castagnoli), reflected polynomial 0x82F63B78. */
function createCrc32cTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
  });
}

/** CRC-64/NVME, reflected polynomial 0x9A6C9329AC4BC9B5. */
function createCrc64Table(): BigUint64Array {
  return BigUint64Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    return value;
  });
}

const CRC32C_TABLE = createCrc32cTable();
const CRC64_TABLE = createCrc64Table();

function createCrc32(): Digest {
  let value = 0;
  return {
    update: (chunk) => {
      value = crc32(chunk, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

function createCrc32c(): Digest {
  let value = 0xffffffff;
  return {
    update: (chunk) => {
      for (const byte of chunk) value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ byte) & 0xff] ?? 0);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE((value ^ 0xffffffff) >>> 0);
      return bytes;
    },
  };
}

function createCrc64(): Digest {
  let value = 0xffffffffffffffffn;
  return {
    update: (chunk) => {
      for (const byte of chunk) value = (value >> 8n) ^ (CRC64_TABLE[Number(value & 0xffn) ^ byte] ?? 0n);
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(value ^ 0xffffffffffffffffn);
      return bytes;
    },
  };
}

export function createDigest(name: DigestName): Digest {
  if (name === 'crc32') return createCrc32();
  if (name === 'crc32c') return createCrc32c();
  if (name === 'crc64nvme') return createCrc64();
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
}
