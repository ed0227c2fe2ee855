/** One bucket as it is kept: its name, and its configurations as their clients wrote them (XML; the policy as JSON). */
import type { VersionIndex } from './version-index.ts';

/** The configurations, under the names of S3's subresources. */
export const CONFIGURATION_KINDS = [
  'versioning',
  'publicAccessBlock',
  'encryption',
  'ownershipControls',
  'policy',
  'cors',
  'lifecycle',
  'notification',
  'tagging',
] as const;

export type ConfigurationKind = (typeof CONFIGURATION_KINDS)[number];

export interface BucketRecord {
  readonly name: string;
  readonly createdAtMs: number;
  readonly configurations: Readonly<Partial<Record<ConfigurationKind, string>>>;
}

export interface Bucket {
  readonly record: BucketRecord;
  readonly index: VersionIndex;
}

/** 3–63 characters of lower-case letters, digits, hyphens and dots, not like an address, no reserved prefix or suffix. */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name)
  );
}

export function parseBucketRecord(text: string): BucketRecord | null {
  let value: Partial<Record<keyof BucketRecord, unknown>>;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { name, createdAtMs, configurations } = value;
  if (typeof name !== 'string' || typeof createdAtMs !== 'number' || typeof configurations !== 'object') return null;
  const kept = Object.entries(configurations ?? {}).filter(
    ([kind, body]) => CONFIGURATION_KINDS.some((known) => known === kind) && typeof body === 'string',
  );
  return { name, createdAtMs, configurations: Object.fromEntries(kept) };
}
