/** What the edge's two secrets hold: the issuer's public keys, and the pair that signs images. */
import { generateKeyPairSync } from 'node:crypto';
import type { ImageSecret, TokenSecret } from '../../edge/config.ts';
import { createJwks } from './issuer.ts';

export const IMAGE_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function createEdgeSecret(): Promise<TokenSecret & ImageSecret> {
  return {
    jwks: { keys: (await createJwks()) as TokenSecret['jwks']['keys'] },
    cloudfront: {
      key_pair_id: 'K2JCJMDEHXQW5F',
      private_key: IMAGE_KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
}
