/** The template's secrets. */
import { isRecord } from '../is-record.ts';
import type { SecretDefinition } from '../secrets-manager/secrets-manager.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readList } from './read-property.ts';

export interface Secrets {
  readonly definitions: readonly SecretDefinition[];
  /** The primary region first. */
  readonly regions: readonly string[];
}

export function toSecrets(resources: readonly ResolvedResource[], region: string): Secrets {
  const secrets = resources.filter(({ type }) => type === 'AWS::SecretsManager::Secret');
  const replicas = secrets.flatMap((secret) => readList(secret, 'ReplicaRegions').filter(isRecord));
  return {
    definitions: secrets.map(({ ref, properties }) => ({
      name: ref.split(':secret:')[1]?.slice(0, -7) ?? ref,
      arn: ref,
      initialValue: typeof properties.SecretString === 'string' ? properties.SecretString : null,
    })),
    regions: [...new Set([region, ...replicas.map(({ Region }) => String(Region))])],
  };
}
