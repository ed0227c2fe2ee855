/**
 * Secrets Manager on one machine: GetSecretValue, PutSecretValue and DescribeSecret (API reference, 2017-10-17), each
 * secret one file that is replaced atomically. Every region that a secret is replicated to reads the same value.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFileError } from '../data-file-error.ts';
import { replaceFile } from '../durable-file.ts';
import type { CredentialStore } from '../iam/credentials.ts';
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { type Call, createJsonService } from '../json-protocol/server.ts';
import type { LocalService } from '../service.ts';

export interface SecretDefinition {
  readonly name: string;
  readonly arn: string;
  /** Put in when the data folder has no value yet; null leaves the secret empty. */
  readonly initialValue: string | null;
}

export interface SecretsManagerOptions {
  readonly dataDir: string;
  readonly secrets: readonly SecretDefinition[];
  readonly credentials: CredentialStore;
  /** The primary region first, then those of the replicas. */
  readonly regions: readonly string[];
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 0 or absent takes a free one. */
  readonly port?: number;
}

interface Version {
  readonly id: string;
  readonly text: string;
  readonly createdAtSeconds: number;
  readonly stages: readonly string[];
}

export interface SecretsManager extends LocalService {
  /** Makes `text` the current version, as PutSecretValue does, unless it is that already. */
  put(name: string, text: string): Promise<void>;
}

/**
 * @throws {NodeJS.ErrnoException} when the folder cannot be written, or the port is taken.
 * @throws {DataFileError} when a secret's file is damaged.
 */
export async function createSecretsManager(options: SecretsManagerOptions): Promise<SecretsManager> {
  const { dataDir, secrets, now, regions } = options;
  mkdirSync(dataDir, { recursive: true });
  const read = (secret: SecretDefinition) => readVersions(join(dataDir, toFileName(secret)));
  const put = async (secret: SecretDefinition, text: string, id: string = randomUUID()): Promise<Version> => {
    const version = { id, text, createdAtSeconds: Math.floor(now() / 1000), stages: ['AWSCURRENT'] };
    await replaceFile(join(dataDir, toFileName(secret)), JSON.stringify([version, ...demote(read(secret))]));
    return version;
  };
  for (const secret of secrets) {
    if (secret.initialValue !== null && read(secret).length === 0) await put(secret, secret.initialValue);
  }
  const service = await createJsonService({
    ...options,
    service: 'secretsmanager',
    targetPrefix: 'secretsmanager',
    version: '1.1',
    errorNamespace: 'com.amazonaws.secretsmanager',
    permissions: ({ operation, input, headers }) => {
      const { arn } = findSecret(secrets, input);
      return [{ action: `secretsmanager:${operation}`, resource: inRegion(arn, headers, regions) }];
    },
    run: async (call) => ({
      status: 200,
      body: JSON.stringify(await runOperation(call, { secrets, regions, read, put })),
    }),
  });
  return {
    ...service,
    async put(name, text) {
      const secret = findSecret(secrets, { SecretId: name });
      if (read(secret)[0]?.text !== text) await put(secret, text);
    },
  };
}

interface Secrets {
  readonly secrets: readonly SecretDefinition[];
  readonly regions: readonly string[];
  readonly read: (secret: SecretDefinition) => readonly Version[];
  readonly put: (secret: SecretDefinition, text: string, id?: string) => Promise<Version>;
}

async function runOperation(
  { operation, input, headers }: Call,
  { secrets, regions, read, put }: Secrets,
): Promise<unknown> {
  const secret = findSecret(secrets, input);
  const ARN = inRegion(secret.arn, headers, regions);
  const naming = { ARN, Name: secret.name };
  switch (operation) {
    case 'GetSecretValue':
      return { ...naming, ...toValue(chooseVersion(read(secret), input)) };
    case 'PutSecretValue': {
      if (typeof input.SecretString !== 'string') throw invalid('You must provide SecretString.');
      const id = typeof input.ClientRequestToken === 'string' ? input.ClientRequestToken : undefined;
      const { stages, ...version } = await put(secret, input.SecretString, id);
      return { ...naming, VersionId: version.id, VersionStages: stages };
    }
    case 'DescribeSecret':
      return { ...naming, VersionIdsToStages: Object.fromEntries(read(secret).map(({ id, stages }) => [id, stages])) };
    default:
      throw invalid(`The local Secrets Manager does not offer ${operation}.`);
  }
}

function chooseVersion(
  versions: readonly Version[],
  { VersionId, VersionStage = 'AWSCURRENT' }: Call['input'],
): Version {
  const found = versions.find(({ id, stages }) =>
    typeof VersionId === 'string' ? id === VersionId : stages.includes(String(VersionStage)),
  );
  if (found) return found;
  throw new ServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`,
  );
}

function toValue({ id, text, createdAtSeconds, stages }: Version): Readonly<Record<string, unknown>> {
  return { VersionId: id, SecretString: text, CreatedDate: createdAtSeconds, VersionStages: stages };
}

/** What was current becomes the previous one; older versions lose their label and are dropped. */
function demote(versions: readonly Version[]): readonly Version[] {
  return versions.slice(0, 1).map((version) => ({ ...version, stages: ['AWSPREVIOUS'] }));
}

/** A secret is found by its name, its ARN, or its ARN without the six letters at the end. */
function findSecret(secrets: readonly SecretDefinition[], { SecretId }: Call['input']): SecretDefinition {
  const wanted = String(SecretId).replace(/^arn:aws:secretsmanager:[^:]*:\d+:secret:/, '');
  const found = secrets.find(({ name, arn }) => name === wanted || arn.endsWith(`:secret:${wanted}`));
  if (found) return found;
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** A replica's ARN differs from the primary's in the region alone: that of the signature. */
function inRegion(arn: string, headers: Call['headers'], regions: readonly string[]): string {
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(String(headers.authorization))?.[1];
  const known = regions.find((each) => each === region);
  return known ? arn.replace(/^(arn:aws:secretsmanager:)[^:]*/, `$1${known}`) : arn;
}

function readVersions(path: string): readonly Version[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isVersion) : [];
  } catch (error) {
    throw new DataFileError(path, error);
  }
}

function isVersion(value: unknown): value is Version {
  return (
    isRecord(value) && typeof value.id === 'string' && typeof value.text === 'string' && Array.isArray(value.stages)
  );
}

function toFileName({ name }: SecretDefinition): string {
  return `${createHash('sha256').update(name).digest('hex').slice(0, 16)}.json`;
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', message);
}
