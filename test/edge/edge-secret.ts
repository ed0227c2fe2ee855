/** The secret that the edge reads: the issuer's public keys, and the pair that signs images. */
import { generateKeyPairSync } from 'node:crypto';
import type { EdgeSecret } from '../../edge/config.ts';
import { createJwks } from './issuer.ts';

export const IMAGE_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function createEdgeSecret(): Promise<EdgeSecret> {
  return {
    jwks: { keys: (await createJwks()) as EdgeSecret['jwks']['keys'] },
    cloudfront: {
      key_pair_id: 'K2JCJMDEHXQW5F',
      private_key: IMAGE_KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
}
