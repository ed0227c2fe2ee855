/** One bucket: its name, its configurations as values, and the index of its objects' versions. */
import {
  type BucketConfigurations,
  CONFIGURATION_KINDS,
  type ConfigurationKind,
  formatConfiguration,
  isConfigurationKind,
  parseConfiguration,
  withConfiguration,
} from './bucket-configurations.ts';
import type { VersionIndex } from './version-index.ts';

export interface BucketRecord {
  readonly name: string;
  readonly createdAtMs: number;
  readonly configurations: BucketConfigurations;
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

function formatConfigurations(configurations: BucketConfigurations): Readonly<Record<string, string>> {
  const format = <K extends ConfigurationKind>(kind: K): readonly (readonly [K, string])[] => {
    const value = configurations[kind];
    return value === undefined ? [] : [[kind, formatConfiguration(kind, value)]];
  };
  return Object.fromEntries(CONFIGURATION_KINDS.flatMap(format));
}

/** Reads what `formatConfigurations` wrote, in this version or in another: a kind that is not known here is left out. */
function parseConfigurations(bucketName: string, documents: object): BucketConfigurations {
  let configurations: BucketConfigurations = {};
  for (const [kind, text] of Object.entries(documents)) {
    if (!isConfigurationKind(kind) || typeof text !== 'string') continue;
    try {
      configurations = withConfiguration(configurations, kind, parseConfiguration(kind, text));
    } catch (error) {
      throw new TypeError(`bucket ${bucketName}: its ${kind} configuration cannot be read`, { cause: error });
    }
  }
  return configurations;
}

export function formatBucketRecord(record: BucketRecord): string {
  return JSON.stringify({ ...record, configurations: formatConfigurations(record.configurations) });
}

/**
 * Reads a record of this store's own; null where it is not one.
 * @throws {TypeError} when a configuration in it is none that this version can read.
 */
export function parseBucketRecord(text: string): BucketRecord | null {
  let value: Partial<Record<keyof BucketRecord, unknown>>;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { name, createdAtMs, configurations } = value;
  if (typeof name !== 'string' || typeof createdAtMs !== 'number' || typeof configurations !== 'object') return null;
  return { name, createdAtMs, configurations: parseConfigurations(name, configurations ?? {}) };
}
