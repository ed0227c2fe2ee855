/** Who may sign requests to the local services: access keys, each with the principal it stands for and its policies. */
import { randomBytes } from 'node:crypto';
import type { PolicyDocument } from './policy-document.ts';

export interface IamPrincipal {
  /** `root` may do all; a `role` what its policies allow; a `service` only what a resource's policy grants it. */
  readonly kind: 'root' | 'role' | 'service';
  /** ARN of the account's root or of the role; the service's name (`cloudfront.amazonaws.com`) for a service. */
  readonly name: string;
  /** Of a service: on whose behalf it calls, as `aws:SourceArn`. */
  readonly sourceArn?: string;
  readonly policies: readonly PolicyDocument[];
}

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Unix milliseconds; absent for keys that do not expire. */
  readonly expiresAtMs?: number;
  readonly principal: IamPrincipal;
}

export interface CredentialStore {
  find(accessKeyId: string): Credential | null;
  add(credential: Credential): void;
}

export function createCredentialStore(): CredentialStore {
  const byId = new Map<string, Credential>();
  return {
    find: (accessKeyId) => byId.get(accessKeyId) ?? null,
    add: (credential) => {
      byId.set(credential.accessKeyId, credential);
    },
  };
}

/** Makes temporary keys for a principal, in the form that STS gives (`ASIA…`, with a session token). */
export function issueTemporaryCredential(principal: IamPrincipal, expiresAtMs?: number): Credential {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(120).toString('base64'),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    principal,
  };
}
