/** What each part of a run is started with. */
import type { Account } from './account.ts';
import type { CredentialStore } from './iam/credentials.ts';
import type { ResolvedAssembly } from './template/resolve-assembly.ts';

export interface RunContext {
  readonly assembly: ResolvedAssembly;
  readonly account: Account;
  /** Where the services keep their state. */
  readonly dataDir: string;
  readonly credentials: CredentialStore;
  /** Takes each line that a function prints or that a service has to say; `source` names the speaker. */
  readonly log: (source: string, line: string) => void;
  /** What has to be closed when the run ends, or does not come about. */
  readonly opened: AsyncDisposableStack;
}

/** Where the services listen: URLs without a trailing slash. */
export interface Endpoints {
  readonly s3: string;
  readonly sqs: string;
  readonly dynamodb: string;
  readonly secretsManager: string;
  readonly cloudwatch: string;
  /** By name: the official client puts the account's id before it. */
  readonly keyValueStores: string;
}
