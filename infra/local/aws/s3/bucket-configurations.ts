/**
 * A bucket's configurations. In memory they are values, read once when they are put; on disk they are the documents that S3's
 * API gives (XML, the policy as JSON), so that another version of this store reads them whatever its values look like.
 */
import type { PolicyDocument } from '../iam/policy-document.ts';
import { parseBucketPolicy } from './bucket-policy.ts';
import {
  type DefaultEncryption,
  formatEncryptionConfiguration,
  formatOwnershipControls,
  formatPublicAccessBlock,
  formatVersioning,
  type ObjectOwnership,
  type PublicAccessBlock,
  parseEncryptionConfiguration,
  parseOwnershipControls,
  parsePublicAccessBlock,
  parseVersioning,
  type VersioningStatus,
} from './bucket-settings.ts';
import { MAX_BUCKET_TAGS, XML_NAMESPACE } from './constants.ts';
import { type CorsRule, formatCorsConfiguration, parseCorsConfiguration } from './cors-configuration.ts';
import { S3Error } from './errors.ts';
import {
  formatLifecycleConfiguration,
  type LifecycleRule,
  parseLifecycleConfiguration,
} from './lifecycle-configuration.ts';
import {
  formatNotificationConfiguration,
  type NotificationRule,
  parseNotificationConfiguration,
} from './notification-configuration.ts';
import type { Tag } from './object-version.ts';
import { formatTagSet, parseTagSet } from './tags.ts';
import { formatXml, parseXml, type XmlChild, type XmlElement } from './xml.ts';

/** Under the names of S3's subresources. */
export interface ConfigurationValues {
  readonly versioning: VersioningStatus;
  readonly publicAccessBlock: PublicAccessBlock;
  readonly encryption: DefaultEncryption;
  readonly ownershipControls: ObjectOwnership;
  readonly policy: PolicyDocument;
  readonly cors: readonly CorsRule[];
  readonly lifecycle: readonly LifecycleRule[];
  readonly notification: readonly NotificationRule[];
  readonly tagging: readonly Tag[];
}

export type ConfigurationKind = keyof ConfigurationValues;

export type BucketConfigurations = Partial<ConfigurationValues>;

interface ConfigurationDocument<T> {
  /** @throws {S3Error} when it is malformed, or asks for what is not known here. */
  parse(text: string): T;
  format(value: T): string;
}

function xmlDocument<T>(
  root: string,
  parse: (root: XmlElement) => T,
  format: (value: T) => readonly XmlChild[],
): ConfigurationDocument<T> {
  return {
    parse: (text) => {
      const element = parseXml(text);
      if (element?.name !== root) throw new S3Error('MalformedXML');
      return parse(element);
    },
    format: (value) => formatXml(root, format(value), XML_NAMESPACE),
  };
}

const DOCUMENTS: { readonly [K in ConfigurationKind]: ConfigurationDocument<ConfigurationValues[K]> } = {
  versioning: xmlDocument('VersioningConfiguration', parseVersioning, formatVersioning),
  publicAccessBlock: xmlDocument('PublicAccessBlockConfiguration', parsePublicAccessBlock, formatPublicAccessBlock),
  encryption: xmlDocument(
    'ServerSideEncryptionConfiguration',
    parseEncryptionConfiguration,
    formatEncryptionConfiguration,
  ),
  ownershipControls: xmlDocument('OwnershipControls', parseOwnershipControls, formatOwnershipControls),
  policy: { parse: parseBucketPolicy, format: (policy) => JSON.stringify(policy) },
  cors: xmlDocument('CORSConfiguration', parseCorsConfiguration, formatCorsConfiguration),
  lifecycle: xmlDocument('LifecycleConfiguration', parseLifecycleConfiguration, formatLifecycleConfiguration),
  notification: xmlDocument(
    'NotificationConfiguration',
    parseNotificationConfiguration,
    formatNotificationConfiguration,
  ),
  tagging: xmlDocument('Tagging', (root) => parseTagSet(root, MAX_BUCKET_TAGS), formatTagSet),
};

export function isConfigurationKind(text: string): text is ConfigurationKind {
  return Object.hasOwn(DOCUMENTS, text);
}

export const CONFIGURATION_KINDS: readonly ConfigurationKind[] = Object.keys(DOCUMENTS).filter(isConfigurationKind);

/** @throws {S3Error} when the document is malformed, or asks for what is not known here. */
export function parseConfiguration<K extends ConfigurationKind>(kind: K, text: string): ConfigurationValues[K] {
  return DOCUMENTS[kind].parse(text);
}

export function formatConfiguration<K extends ConfigurationKind>(kind: K, value: ConfigurationValues[K]): string {
  return DOCUMENTS[kind].format(value);
}

/** Puts a value in the place of the one of its kind; null takes that away. */
export function withConfiguration<K extends ConfigurationKind>(
  configurations: BucketConfigurations,
  kind: K,
  value: ConfigurationValues[K] | null,
): BucketConfigurations {
  const { [kind]: _, ...others } = configurations;
  return value === null ? others : { ...others, [kind]: value };
}
