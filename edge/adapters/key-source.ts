/**
 * The keys as they are now. Which keys verify tokens, the issuer decides, whose answer is at most five minutes old; the
 * secret takes its place while a process starts, and in an outage. The key that signs images is in a secret of its own.
 */
import { errors, type JWSHeaderParameters } from 'jose';
import type { EdgeConfig, ImageSecret, TokenSecret } from '../config.ts';
import { createKeyRing, type KeyRing, type RevokedKids } from '../core/key-ring.ts';
import { type LinkSigner, parseLinkKey } from '../core/link-token.ts';
import type { KeySource } from '../core/ports.ts';
import { type ImageKey, parseImageKey } from '../core/sign-album.ts';
import { AppError } from '../problem.ts';
import type { AwsClient } from './aws-client.ts';
import { readImageSecret, readLinkSecret, readTokenSecret } from './edge-secret.ts';
import { fetchIssuerJwks } from './issuer-jwks.ts';
import { createRefreshing, type Refreshing } from './refreshing.ts';

export interface KeySourceOptions {
  readonly aws: AwsClient;
  readonly config: EdgeConfig;
  /** The region in which this process runs. */
  readonly here: string;
  readonly nowMs: () => number;
  /** Is told whenever keys could not be had anew, or were none: those at hand stay. */
  readonly onFailure?: (keys: KeysName, cause: unknown) => void;
}

export type KeysName = 'token-secret' | 'image-secret' | 'link-secret' | 'issuer';

const MINUTE_MS = 60_000;
const TIMES = { refreshMs: 4 * MINUTE_MS, freshMs: 5 * MINUTE_MS, staleMs: 60 * MINUTE_MS, waitMs: 1_000 };

export function createKeySource({ aws, config, here, nowMs, onFailure }: KeySourceOptions): KeySource {
  const { jwks_uri } = config.token;
  const refresh = <T>(name: KeysName, coolDownMs: number, load: () => Promise<T>) => {
    const options = { nowMs, onFailure: (error: unknown) => onFailure?.(name, error) };
    return createRefreshing(load, { ...TIMES, coolDownMs }, options);
  };
  const ofSecret = refresh('token-secret', 2_000, async () => toTokenKeys(await readTokenSecret(aws, config, here)));
  const ofImages = refresh('image-secret', 2_000, async () => toImageKey(await readImageSecret(aws, config, here)));
  const ofLinks = refresh('link-secret', 2_000, async () => toLinkSigner(await readLinkSecret(aws, config, here)));
  const ofIssuer =
    jwks_uri === null ? null : refresh('issuer', MINUTE_MS, async () => createKeyRing(await fetchIssuerJwks(jwks_uri)));
  const isStarting = createFirstOnly();
  /** The first request of a process does not wait for the issuer, which may be an ocean away: it is asked meanwhile. */
  const findLatest = async (secret: KeyRing): Promise<KeyRing> => {
    const asked = ofIssuer?.get().catch(() => secret);
    return isStarting() || asked === undefined ? secret : asked;
  };
  return {
    async findKey(header, token) {
      const { ring, revoked } = await ofSecret.get();
      if (header.alg === 'HS256') return ring.findKey(header, token);
      try {
        return await (await findLatest(ring)).findKey(header, token, revoked);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || isRevoked(header, revoked)) throw error;
        const newer = await (ofIssuer === null ? ofSecret.reload().then((keys) => keys?.ring) : ofIssuer.reload());
        if (!newer) throw error;
        return newer.findKey(header, token, revoked);
      }
    },
    findLinkKey: createLinkKeyFinder(ofSecret),
    readImageKey: () => ofImages.get(),
    readLinkSigner: () => ofLinks.get(),
  };
}

function createLinkKeyFinder(ofSecret: Refreshing<TokenKeys>): KeySource['findLinkKey'] {
  return async (header, token) => {
    const { linkRing, revoked } = await ofSecret.get();
    try {
      return await linkRing.findKey(header, token, revoked);
    } catch (error) {
      // The key may have been replaced a moment ago.
      const newer = isRevoked(header, revoked) ? null : await ofSecret.reload();
      if (newer === null) throw error;
      return newer.linkRing.findKey(header, token, newer.revoked);
    }
  };
}

interface TokenKeys {
  readonly ring: KeyRing;
  readonly revoked: RevokedKids;
  /** Of the edge's own keys: no token of the issuer is ever verified by them. */
  readonly linkRing: KeyRing;
}

function toTokenKeys({ jwks, hmac_secrets, revoked_kids = [], link_keys = [] }: TokenSecret): TokenKeys {
  const ring = createKeyRing(jwks.keys, hmac_secrets);
  // One without any key would replace a good one, and end every session: so it may be only if that is what somebody wants.
  if (!ring.isEmpty || revoked_kids.length > 0) {
    return { ring, revoked: new Set(revoked_kids), linkRing: createKeyRing(link_keys) };
  }
  throw new AppError('internal', { cause: new TypeError("The secret's jwks has no key that could be used.") });
}

function isRevoked({ kid }: JWSHeaderParameters, revoked: RevokedKids): boolean {
  return kid !== undefined && revoked.has(kid);
}

/** True when it is asked for the first time. */
function createFirstOnly(): () => boolean {
  let isFirst = true;
  return () => {
    const wasFirst = isFirst;
    isFirst = false;
    return wasFirst;
  };
}

function toLinkSigner({ link_key }: Awaited<ReturnType<typeof readLinkSecret>>): LinkSigner {
  try {
    return parseLinkKey(link_key);
  } catch (cause) {
    throw new AppError('internal', { cause });
  }
}

function toImageKey({ cloudfront }: ImageSecret): ImageKey {
  try {
    return parseImageKey(cloudfront.key_pair_id, cloudfront.private_key);
  } catch {
    // The parser's own error might show a part of the key.
    throw new AppError('internal', { cause: new TypeError("The secret's private_key is no PEM.") });
  }
}
