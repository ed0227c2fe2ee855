/** The edge's secrets, as the operator reads and fills them. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseTokenSecret } from '../../edge/adapters/edge-secret.ts';
import type { ImageSecret, LinkSecret, TokenSecret } from '../../edge/config.ts';

export interface SecretStore {
  /**
   * The token keys; one without keys where the secret was never filled.
   * @throws {AppError} when it holds something else: what is in it would be lost
   */
  readTokenSecret(secretId: string): Promise<TokenSecret>;
  put(secretId: string, secret: TokenSecret | ImageSecret | LinkSecret): Promise<void>;
}

export function createSecretStore(client: SecretsManagerClient): SecretStore {
  return {
    async readTokenSecret(SecretId) {
      const text = await client
        .send(new GetSecretValueCommand({ SecretId }))
        .then(({ SecretString }) => SecretString)
        .catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        });
      // CloudFormation makes a secret with a random text in it, which is no JSON.
      return text?.startsWith('{') ? parseTokenSecret(text) : { jwks: { keys: [] } };
    },
    async put(SecretId, secret) {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(secret) }));
    },
  };
}
