/** Block Public Access of one bucket. A new bucket has all four on, as since April 2023 (see `createBucket`). */
import { S3Error } from './errors.ts';
import { findText, parseXml } from './xml.ts';

export const BLOCK_ALL_PUBLIC_ACCESS =
  '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>';

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Reads the stored XML; a bucket whose configuration was deleted blocks nothing. */
export function parsePublicAccessBlock(text: string | undefined): PublicAccessBlock {
  if (text === undefined)
    return { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
  const root = parseXml(text);
  if (root === null) throw new S3Error('MalformedXML');
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
