/** The one secret, read from the nearest region that holds it, or else from its primary. */
import type { EdgeConfig, EdgeSecret } from '../config.ts';
import { AppError } from '../problem.ts';
import type { AwsClient } from './aws-client.ts';

/**
 * Reads and checks the secret.
 * @param here the region in which this process runs
 * @throws {AppError} when no region gives the secret, or it lacks a member: `unavailable` or `internal`
 */
export async function readEdgeSecret(aws: AwsClient, config: EdgeConfig, here: string): Promise<EdgeSecret> {
  const nearest = toNearestRegion(here, config.secret_regions) ?? config.region;
  try {
    return await readFrom(aws, config, nearest);
  } catch (error) {
    if (nearest === config.region) throw error;
    return readFrom(aws, config, config.region);
  }
}

/** The region itself, else one of its neighbourhood (`eu-west-1` for `eu-west-3`, then for any `eu-`). */
export function toNearestRegion(here: string, regions: readonly string[]): string | null {
  const [continent = '', quarter = ''] = here.split('-');
  return (
    regions.find((region) => region === here) ??
    regions.find((region) => region.startsWith(`${continent}-${quarter}-`)) ??
    regions.find((region) => region.startsWith(`${continent}-`)) ??
    null
  );
}

async function readFrom(aws: AwsClient, { secret_id }: EdgeConfig, region: string): Promise<EdgeSecret> {
  const input = { SecretId: toReplicaId(secret_id, region) };
  const output = await aws.sendJson({ service: 'secretsmanager', region, target: 'GetSecretValue', input });
  return parseEdgeSecret(isObject(output) ? output.SecretString : null);
}

/** A replica's ARN differs from the primary's in its region alone. */
function toReplicaId(secretId: string, region: string): string {
  return secretId.replace(/^(arn:[^:]+:secretsmanager:)[^:]+/, `$1${region}`);
}

/** @throws {AppError} when a member is missing or wrong: `internal`, whose cause names it and none of its content */
export function parseEdgeSecret(text: unknown): EdgeSecret {
  const secret = parseJson(text);
  const { jwks, hmac_secrets, cloudfront } = isObject(secret) ? secret : {};
  if (!isObject(jwks) || !Array.isArray(jwks.keys) || !jwks.keys.every(isObject)) throw unusable('jwks');
  if (hmac_secrets !== undefined && !isStrings(hmac_secrets)) throw unusable('hmac_secrets');
  const { key_pair_id, private_key } = isObject(cloudfront) ? cloudfront : {};
  if (typeof key_pair_id !== 'string' || typeof private_key !== 'string') throw unusable('cloudfront');
  return {
    jwks: { keys: jwks.keys },
    ...(hmac_secrets === undefined ? {} : { hmac_secrets }),
    cloudfront: { key_pair_id, private_key },
  };
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw unusable('JSON');
  }
}

function unusable(member: string): AppError {
  return new AppError('internal', { cause: new TypeError(`The secret's ${member} is missing or wrong.`) });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
