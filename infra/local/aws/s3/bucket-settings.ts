/** The configurations of one or two elements: versioning, Block Public Access, default encryption, object ownership. */
import { S3Error } from './errors.ts';
import { findChild, findText, type XmlChild, type XmlElement } from './xml.ts';

export type VersioningStatus = 'Enabled' | 'Suspended';

/** @throws {S3Error} when the status is missing or unknown. */
export function parseVersioning(root: XmlElement): VersioningStatus {
  const status = findText(root, 'Status');
  if (status === null) throw new S3Error('IllegalVersioningConfigurationException');
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
  return status;
}

export function formatVersioning(status: VersioningStatus): readonly XmlChild[] {
  return [['Status', status]];
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** A new bucket has all four on, as since April 2023. */
export const BLOCK_ALL_PUBLIC_ACCESS: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** @throws {S3Error} when a setting is neither true nor false. */
export function parsePublicAccessBlock(root: XmlElement): PublicAccessBlock {
  const read = (name: string): boolean => {
    const value = findText(root, name)?.trim().toLowerCase() ?? 'false';
    if (value !== 'true' && value !== 'false') throw new S3Error('MalformedXML');
    return value === 'true';
  };
  return {
    blockPublicAcls: read('BlockPublicAcls'),
    ignorePublicAcls: read('IgnorePublicAcls'),
    blockPublicPolicy: read('BlockPublicPolicy'),
    restrictPublicBuckets: read('RestrictPublicBuckets'),
  };
}

export function formatPublicAccessBlock(block: PublicAccessBlock): readonly XmlChild[] {
  return [
    ['BlockPublicAcls', block.blockPublicAcls],
    ['IgnorePublicAcls', block.ignorePublicAcls],
    ['BlockPublicPolicy', block.blockPublicPolicy],
    ['RestrictPublicBuckets', block.restrictPublicBuckets],
  ];
}

export interface DefaultEncryption {
  readonly algorithm: 'AES256' | 'aws:kms';
  readonly kmsKeyId: string | null;
  /** Null where the client did not say. */
  readonly isBucketKeyEnabled: boolean | null;
}

/** @throws {S3Error} when it names no algorithm that is known here. */
export function parseEncryptionConfiguration(root: XmlElement): DefaultEncryption {
  const rule = findChild(root, 'Rule');
  const byDefault = rule && findChild(rule, 'ApplyServerSideEncryptionByDefault');
  const algorithm = byDefault && findText(byDefault, 'SSEAlgorithm');
  if (!rule || !byDefault || (algorithm !== 'AES256' && algorithm !== 'aws:kms')) throw new S3Error('MalformedXML');
  const bucketKey = findText(rule, 'BucketKeyEnabled');
  return {
    algorithm,
    kmsKeyId: findText(byDefault, 'KMSMasterKeyID'),
    isBucketKeyEnabled: bucketKey === null ? null : bucketKey === 'true',
  };
}

export function formatEncryptionConfiguration(encryption: DefaultEncryption): readonly XmlChild[] {
  const { algorithm, kmsKeyId, isBucketKeyEnabled } = encryption;
  const byDefault: readonly XmlChild[] = [
    ['SSEAlgorithm', algorithm],
    ...(kmsKeyId === null ? [] : [['KMSMasterKeyID', kmsKeyId] as const]),
  ];
  const rule: readonly XmlChild[] = [
    ['ApplyServerSideEncryptionByDefault', byDefault],
    ...(isBucketKeyEnabled === null ? [] : [['BucketKeyEnabled', isBucketKeyEnabled] as const]),
  ];
  return [['Rule', rule]];
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** @throws {S3Error} when it names no ownership that S3 has. */
export function parseOwnershipControls(root: XmlElement): ObjectOwnership {
  const rule = findChild(root, 'Rule');
  const ownership = rule && findText(rule, 'ObjectOwnership');
  if (ownership === 'BucketOwnerEnforced' || ownership === 'BucketOwnerPreferred' || ownership === 'ObjectWriter') {
    return ownership;
  }
  throw new S3Error('MalformedXML');
}

export function formatOwnershipControls(ownership: ObjectOwnership): readonly XmlChild[] {
  return [['Rule', [['ObjectOwnership', ownership]]]];
}
