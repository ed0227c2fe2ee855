/** The digests that a client declares for a body (Content-MD5, x-amz-checksum-*), and their check once it is here. */
import { CHECKSUM_ALGORITHMS, type DigestName, isChecksumAlgorithm, parseDigest } from './checksums.ts';
import type { ReadValue } from './described-object.ts';
import { S3Error } from './errors.ts';
import type { ChecksumAlgorithm } from './object-version.ts';

export interface DeclaredDigests {
  /** To be computed while the body streams. */
  readonly names: readonly DigestName[];
  /**
   * Gives the checksums to keep with the object.
   * @throws {S3Error} when a digest differs: `BadDigest`
   */
  verify(
    computed: Readonly<Partial<Record<DigestName, Buffer>>>,
    trailers: ReadonlyMap<string, string>,
  ): Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

const PREFIX = 'x-amz-checksum-';

function parseTrailerAlgorithm(read: ReadValue): ChecksumAlgorithm | null {
  const trailer = read('x-amz-trailer')?.toLowerCase() ?? null;
  if (trailer === null) return null;
  const algorithm = trailer.replace(PREFIX, '');
  if (!trailer.startsWith(PREFIX) || !isChecksumAlgorithm(algorithm)) {
    throw new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported');
  }
  return algorithm;
}

function parseDeclaredMd5(read: ReadValue): Buffer | null {
  const text = read('content-md5');
  if (text === null) return null;
  const digest = parseDigest('md5', text);
  if (digest === null) throw new S3Error('InvalidDigest', undefined, { 'Content-MD5': text });
  return digest;
}

function parseNamedAlgorithm(read: ReadValue): ChecksumAlgorithm | null {
  const name = read('x-amz-sdk-checksum-algorithm') ?? read('x-amz-checksum-algorithm');
  if (name === null) return null;
  const algorithm = name.toLowerCase();
  if (!isChecksumAlgorithm(algorithm)) {
    throw new S3Error(
      'InvalidRequest',
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  return algorithm;
}

function checkAlgorithms(algorithms: readonly ChecksumAlgorithm[], named: ChecksumAlgorithm | null): void {
  if (algorithms.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (named !== null && algorithms.length === 0) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (named !== null && algorithms[0] !== named) {
    throw new S3Error('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
}

function checkDigest(name: DigestName, declared: Buffer, computed: Buffer | undefined): void {
  if (computed === undefined || declared.equals(computed)) return;
  throw name === 'md5'
    ? new S3Error('BadDigest', undefined, {
        ExpectedDigest: declared.toString('base64'),
        CalculatedDigest: computed.toString('base64'),
      })
    : new S3Error('BadDigest', `The ${name.toUpperCase()} you specified did not match the calculated checksum.`);
}

/** @throws {S3Error} when a digest is malformed, its algorithm is unknown, or there are several. */
export function parseDeclaredDigests(read: ReadValue): DeclaredDigests {
  const md5 = parseDeclaredMd5(read);
  const inHeader = CHECKSUM_ALGORITHMS.filter((algorithm) => read(PREFIX + algorithm) !== null);
  const inTrailer = parseTrailerAlgorithm(read);
  const algorithms = inTrailer === null ? inHeader : [...inHeader, inTrailer];
  checkAlgorithms(algorithms, parseNamedAlgorithm(read));
  const [algorithm] = algorithms;
  const parse = (text: string | null | undefined): Buffer => {
    const digest = algorithm === undefined || !text ? null : parseDigest(algorithm, text);
    if (digest === null) throw new S3Error('InvalidRequest', `Value for ${PREFIX}${algorithm} header is invalid.`);
    return digest;
  };
  const early = algorithm === undefined || inTrailer !== null ? null : parse(read(PREFIX + algorithm));
  return {
    names: algorithm === undefined ? [] : [algorithm],
    verify: (computed, trailers) => {
      if (md5 !== null) checkDigest('md5', md5, computed.md5);
      if (algorithm === undefined) return {};
      const declared = early ?? parse(trailers.get(PREFIX + algorithm));
      checkDigest(algorithm, declared, computed[algorithm]);
      return { [algorithm]: declared.toString('base64') };
    },
  };
}
