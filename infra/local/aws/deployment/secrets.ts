/** The template's secrets, and the content that the caller of the run gives them. */
import { isRecord } from '../is-record.ts';
import type { SecretDefinition } from '../secrets-manager/secrets-manager.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { TemplateError } from '../template/template-error.ts';
import { readList, wrong } from './read-property.ts';

export interface Secrets {
  readonly secrets: readonly SecretDefinition[];
  /** The primary region first. */
  readonly regions: readonly string[];
  /** By ARN. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Reads the template's secrets.
 * @param contents By logical id, name or ARN.
 * @throws {TemplateError} when content is given for no secret, or a generated secret gets none.
 */
export function toSecrets(
  resources: readonly ResolvedResource[],
  region: string,
  contents: Readonly<Record<string, string>>,
): Secrets {
  const secrets = resources.filter(({ type }) => type === 'AWS::SecretsManager::Secret');
  const given = new Map(Object.entries(contents).map(([id, content]) => [findSecret(secrets, id).ref, content]));
  const generated = secrets.find(({ ref, properties }) => properties.GenerateSecretString && !given.has(ref));
  if (generated) throw wrong(generated, 'GenerateSecretString', 'is not done here: the run must be given the content');
  const replicas = secrets.flatMap((secret) => readList(secret, 'ReplicaRegions').filter(isRecord));
  return {
    secrets: secrets.map((secret) => ({
      name: toName(secret),
      arn: secret.ref,
      initialValue: typeof secret.properties.SecretString === 'string' ? secret.properties.SecretString : null,
    })),
    regions: [...new Set([region, ...replicas.map(({ Region }) => String(Region))])],
    given,
  };
}

function findSecret(secrets: readonly ResolvedResource[], id: string): ResolvedResource {
  const found = secrets.find((secret) => [secret.logicalId, secret.ref, toName(secret)].includes(id));
  if (found) return found;
  throw new TemplateError(id, 'is no secret of the template');
}

function toName({ ref }: ResolvedResource): string {
  return ref.split(':secret:')[1]?.slice(0, -7) ?? ref;
}
