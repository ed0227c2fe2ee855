/** The secrets of a data folder, made once: the issuer's key, CloudFront's key pair, the key of links, the account's root keys. */
import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { LinkKey } from '../../edge/config.ts';
import { createLinkKey, createSigningKeyPair, type SigningKeyPair } from '../config/edge-secret.ts';
import { formatDamaged } from './explain-failure.ts';
import { isJsonObject, isMissing, readJsonObject, replaceJsonFile } from './json-file.ts';
import { RunError } from './run-error.ts';

export interface RunKeys {
  /** Of the made-up names, so that they differ between data folders. */
  readonly salt: string;
  /** RS256, private, with its `kid`. */
  readonly issuer: JWK;
  readonly cloudfront: SigningKeyPair;
  readonly link: LinkKey;
  readonly cookie: string;
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Reads the keys, or makes and keeps them where there are none.
 * @throws {RunError} when the file holds something else.
 */
export async function loadRunKeys(path: string): Promise<RunKeys> {
  const known = readRunKeys(path);
  if (known) return known;
  const keys = await createRunKeys();
  await replaceJsonFile(path, keys);
  return keys;
}

/**
 * Reads the keys; null where no run has made any yet.
 * @throws {RunError} when the file holds something else.
 */
export function readRunKeys(path: string): RunKeys | null {
  const value = readJsonObject(path);
  if (isRunKeys(value)) return value;
  if (isMissing(path)) return null;
  throw new RunError(formatDamaged(path));
}

/** The half that the issuer publishes. */
export function toPublicJwks({ issuer }: RunKeys): { readonly keys: readonly JWK[] } {
  const { kty, n, e, kid, alg, use } = issuer;
  return { keys: [{ kty, n, e, kid, alg, use } as JWK] };
}

async function createRunKeys(): Promise<RunKeys> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    salt: randomBytes(16).toString('hex'),
    issuer: { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' },
    cloudfront: createSigningKeyPair(),
    link: createLinkKey(),
    cookie: randomBytes(32).toString('base64url'),
    root: {
      accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
    },
  };
}

function isRunKeys(value: unknown): value is RunKeys {
  return (
    isJsonObject(value) &&
    typeof value.salt === 'string' &&
    typeof value.cookie === 'string' &&
    isJsonObject(value.issuer) &&
    isJsonObject(value.cloudfront) &&
    isJsonObject(value.link) &&
    isJsonObject(value.root)
  );
}
