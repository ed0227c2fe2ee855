/** What the edge's secrets hold: the issuer's public keys, the pair that signs images, and the key of customers' links. */
import { generateKeyPairSync } from 'node:crypto';
import type { ImageSecret, LinkSecret, TokenSecret } from '../../edge/config.ts';
import { createLinkKey, toPublicLinkKey } from '../../infra/config/edge-secret.ts';
import { createJwks } from './issuer.ts';

export const IMAGE_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const LINK_KEY = createLinkKey();

export async function createEdgeSecret(): Promise<TokenSecret & ImageSecret & LinkSecret> {
  return {
    jwks: { keys: (await createJwks()) as TokenSecret['jwks']['keys'] },
    link_keys: [toPublicLinkKey(LINK_KEY)],
    link_key: LINK_KEY,
    cloudfront: {
      key_pair_id: 'K2JCJMDEHXQW5F',
      private_key: IMAGE_KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
}
