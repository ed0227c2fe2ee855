/** The secrets, read from the nearest region that holds them, or else from their primary. */
import type { EdgeConfig, ImageSecret, LinkKey, LinkSecret, TokenSecret } from '../config.ts';
import { isObject } from '../core/is-object.ts';
import { AppError } from '../problem.ts';
import type { AwsClient } from './aws-client.ts';

/**
 * Reads and checks the keys that verify tokens.
 * @param here the region in which this process runs
 * @throws {AppError} when no region gives the secret, or it lacks a member: `unavailable` or `internal`
 */
export async function readTokenSecret(aws: AwsClient, config: EdgeConfig, here: string): Promise<TokenSecret> {
  return readNearest((region) => readFrom(aws, config.secret_id, region), config, here).then(parseTokenSecret);
}

/**
 * Reads and checks the key that signs images.
 * @param here the region in which this process runs
 * @throws {AppError} when no region gives the secret, or it lacks a member: `unavailable` or `internal`
 */
export async function readImageSecret(aws: AwsClient, config: EdgeConfig, here: string): Promise<ImageSecret> {
  return readNearest((region) => readFrom(aws, config.image_secret_id, region), config, here).then(parseImageSecret);
}

/**
 * Reads and checks the key that signs the tokens of links.
 * @param here the region in which this process runs
 * @throws {AppError} when no region gives the secret, or it lacks a member: `unavailable` or `internal`
 */
export async function readLinkSecret(aws: AwsClient, config: EdgeConfig, here: string): Promise<LinkSecret> {
  return readNearest((region) => readFrom(aws, config.link_secret_id, region), config, here).then(parseLinkSecret);
}

async function readNearest<T>(read: (region: string) => Promise<T>, config: EdgeConfig, here: string): Promise<T> {
  const nearest = toNearestRegion(here, config.secret_regions) ?? config.region;
  try {
    return await read(nearest);
  } catch (error) {
    if (nearest === config.region) throw error;
    return read(config.region);
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

async function readFrom(aws: AwsClient, secretId: string, region: string): Promise<unknown> {
  const input = { SecretId: toReplicaId(secretId, region) };
  const output = await aws.sendJson({ service: 'secretsmanager', region, target: 'GetSecretValue', input });
  return isObject(output) ? output.SecretString : null;
}

/** A replica's ARN differs from the primary's in its region alone. */
function toReplicaId(secretId: string, region: string): string {
  return secretId.replace(/^(arn:[^:]+:secretsmanager:)[^:]+/, `$1${region}`);
}

/** @throws {AppError} when a member is missing or wrong: `internal`, whose cause names it and none of its content */
export function parseTokenSecret(text: unknown): TokenSecret {
  const { jwks, hmac_secrets, revoked_kids, link_keys } = parseJson(text);
  if (!isObject(jwks) || !Array.isArray(jwks.keys) || !jwks.keys.every(isObject)) throw unusable('jwks');
  if (hmac_secrets !== undefined && !isStrings(hmac_secrets)) throw unusable('hmac_secrets');
  if (revoked_kids !== undefined && !isStrings(revoked_kids)) throw unusable('revoked_kids');
  if (link_keys !== undefined && !isObjects(link_keys)) throw unusable('link_keys');
  return {
    jwks: { keys: jwks.keys },
    ...(hmac_secrets === undefined ? {} : { hmac_secrets }),
    ...(revoked_kids === undefined ? {} : { revoked_kids }),
    ...(link_keys === undefined ? {} : { link_keys }),
  };
}

/** @throws {AppError} when the key is missing or wrong: `internal`, whose cause names it and none of its content */
export function parseLinkSecret(text: unknown): LinkSecret {
  const { link_key } = parseJson(text);
  const { kid, kty, crv, x, d }: Partial<Record<keyof LinkKey, unknown>> = isObject(link_key) ? link_key : {};
  const isKey = kty === 'OKP' && crv === 'Ed25519' && isStrings([kid, x, d]);
  if (!isKey) throw unusable('link_key');
  return { link_key: { kid: String(kid), kty, crv, x: String(x), d: String(d) } };
}

/** @throws {AppError} when a member is missing or wrong: `internal`, whose cause names it and none of its content */
export function parseImageSecret(text: unknown): ImageSecret {
  const { cloudfront } = parseJson(text);
  const { key_pair_id, private_key } = isObject(cloudfront) ? cloudfront : {};
  if (typeof key_pair_id !== 'string' || typeof private_key !== 'string') throw unusable('cloudfront');
  return { cloudfront: { key_pair_id, private_key } };
}

function parseJson(text: unknown): Record<string, unknown> {
  try {
    const secret: unknown = JSON.parse(String(text));
    return isObject(secret) ? secret : {};
  } catch {
    throw unusable('JSON');
  }
}

function unusable(member: string): AppError {
  return new AppError('internal', { cause: new TypeError(`The secret's ${member} is missing or wrong.`) });
}

function isObjects(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isObject);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
