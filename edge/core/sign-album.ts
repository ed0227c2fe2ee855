/**
 * One CloudFront signature for all images of a job (Developer Guide, "Create a signed URL using a custom policy").
 * RSA signatures are deterministic and the expiry is rounded: for an hour, everywhere, the same job has the same
 * URLs, and the browser's cache keeps what it has.
 */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';

export interface ImageKey {
  readonly keyPairId: string;
  readonly privateKey: KeyObject;
}

export interface AlbumSignature {
  /** To be put behind the `?` of every image URL of the job. */
  readonly query: string;
  readonly expiresAt: Date;
}

const HOUR_MS = 3_600_000;

/**
 * Reads a key once, to be kept: parsing costs twice as much as signing.
 * @param pem PKCS #8
 * @throws {Error} when it is none
 */
export function parseImageKey(keyPairId: string, pem: string): ImageKey {
  return { keyPairId, privateKey: createPrivateKey(pem) };
}

/** The end of the next full hour: 1–2 h from now, and the same for all who ask within one hour. */
export function toRoundedExpiry(now: Date): Date {
  return new Date((Math.floor(now.getTime() / HOUR_MS) + 2) * HOUR_MS);
}

/**
 * Names what a signature opens. `*` also crosses slashes and reaches into the query, so the CloudFront Function
 * `image` lets nothing through but the exact paths of photos, and no query but the version of their bytes.
 * @param origin scheme and host, as parsed from the request
 */
export function toAlbumResource(origin: string, jobId: string, access: 'originals' | 'derived'): string {
  return `${origin}/${access === 'originals' ? '*' : 'thumbs'}/${jobId}/*`;
}

export function signAlbum(resource: string, expiresAt: Date, { keyPairId, privateKey }: ImageKey): AlbumSignature {
  const epochSeconds = Math.floor(expiresAt.getTime() / 1000);
  const policy = JSON.stringify({
    Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': epochSeconds } } }],
  });
  const signature = sign('RSA-SHA1', Buffer.from(policy), privateKey);
  const query = `Policy=${toSafe(Buffer.from(policy))}&Key-Pair-Id=${keyPairId}&Signature=${toSafe(signature)}`;
  return { query, expiresAt };
}

/** CloudFront's own base64 for URLs: `-` for `+`, `_` for `=`, `~` for `/`. */
function toSafe(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
}
