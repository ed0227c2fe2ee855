/** What the store keeps of one version of an object, and how it reads its own records. */

export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a client says of an object when it writes it. */
export interface ObjectDescription {
  /** `content-type`, `cache-control`, … and `x-amz-meta-*`, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  /** Base64, by algorithm. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

export interface ObjectVersion extends ObjectDescription {
  readonly key: string;
  /** `null` (the word) of a version made while versioning was off. */
  readonly versionId: string;
  /** Grows with each write to the store; orders the versions of a key and serves as the events' sequencer. */
  readonly sequence: number;
  readonly lastModifiedMs: number;
  readonly isDeleteMarker: boolean;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** `AES256` or `aws:kms`. */
  readonly encryption: string;
}

function isRecordOfText(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}

/** Reads a record of this store's own; null where it is not one. */
export function parseObjectVersion(text: string): ObjectVersion | null {
  let value: Partial<Record<keyof ObjectVersion, unknown>>;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { key, versionId, sequence, lastModifiedMs, isDeleteMarker, size, etag, encryption, headers, tags, checksums } =
    value;
  if (
    typeof key !== 'string' ||
    typeof versionId !== 'string' ||
    typeof sequence !== 'number' ||
    typeof lastModifiedMs !== 'number' ||
    typeof isDeleteMarker !== 'boolean' ||
    typeof size !== 'number' ||
    typeof etag !== 'string' ||
    typeof encryption !== 'string' ||
    !isRecordOfText(headers) ||
    !isRecordOfText(checksums) ||
    !Array.isArray(tags)
  ) {
    return null;
  }
  return { key, versionId, sequence, lastModifiedMs, isDeleteMarker, size, etag, encryption, headers, tags, checksums };
}

/** The version's name on disk: sorts by age. */
export function formatFolderName(version: ObjectVersion): string {
  return formatSequence(version.sequence);
}

/** 18 hex digits, as S3's sequencers are. */
export function formatSequence(sequence: number): string {
  return sequence.toString(16).toUpperCase().padStart(18, '0');
}
