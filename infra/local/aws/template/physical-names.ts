/** Names that CloudFormation would make up: stable for a data folder, because they are derived from its salt. */
import { createHash } from 'node:crypto';

export interface PhysicalNames {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  /** Where the local SQS listens: a queue's `Ref` is its URL, without a trailing slash. */
  readonly sqsEndpoint: string;
  /** `stack-logicalid-k3j2…` in lower case, at most `maxLength` characters. */
  lowerCaseName(logicalId: string, maxLength: number): string;
  /** `stack-LogicalId-K3J2…`, at most `maxLength` characters. */
  name(logicalId: string, maxLength: number): string;
  /** `length` letters and digits in upper case, beginning with a letter. */
  id(logicalId: string, length: number): string;
  /** A UUID in lower case. */
  uuid(logicalId: string): string;
  /** `arn:aws:service:region:account:resource`. */
  arn(service: string, resource: string, options?: { readonly withoutRegion?: boolean }): string;
}

export interface NamingOptions {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  readonly sqsEndpoint: string;
  /** Random, made once per data folder. */
  readonly salt: string;
}

export function createPhysicalNames({ salt, ...place }: NamingOptions): PhysicalNames {
  const digest = (logicalId: string) => createHash('sha256').update(`${salt}|${place.stackName}|${logicalId}`).digest();
  const letters = (logicalId: string, length: number) =>
    [...digest(logicalId)]
      .map((byte) => (byte % 36).toString(36))
      .join('')
      .slice(0, length);
  const name = (logicalId: string, maxLength: number) => {
    const suffix = letters(logicalId, 12).toUpperCase();
    const readable = `${place.stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1);
    return `${readable.replace(/-+$/, '')}-${suffix}`;
  };
  return {
    ...place,
    name,
    lowerCaseName: (logicalId, maxLength) => name(logicalId, maxLength).toLowerCase(),
    id: (logicalId, length) => `E${letters(logicalId, length - 1)}`.toUpperCase(),
    uuid: (logicalId) =>
      digest(logicalId)
        .toString('hex')
        .slice(0, 32)
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    arn: (service, resource, { withoutRegion = false } = {}) =>
      `arn:aws:${service}:${withoutRegion ? '' : place.region}:${place.accountId}:${resource}`,
  };
}
