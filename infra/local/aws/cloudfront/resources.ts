/** What the runner hands the local CloudFront: one distribution of the template with everything that it refers to, resolved. */
import type { Credential } from '../iam/credentials.ts';
import type { LambdaOutcome } from '../lambda/lambda-function.ts';
import type { LocalService } from '../service.ts';
import type { FunctionSource } from './function-program.ts';

/** Properties of a template's resource after its intrinsics are resolved; parsed strictly, never trusted. */
export type Properties = Readonly<Record<string, unknown>>;

export interface DistributionResources {
  readonly logicalId: string;
  readonly distributionId: string;
  readonly arn: string;
  /** `d….cloudfront.net`. */
  readonly domainName: string;
  /** `DistributionConfig` of the template. */
  readonly config: Properties;
  /** By physical id, as the behaviours refer to them; the managed ones are known already. Each value is the resource's whole `Properties`. */
  readonly cachePolicies: ReadonlyMap<string, Properties>;
  readonly originRequestPolicies: ReadonlyMap<string, Properties>;
  readonly responseHeadersPolicies: ReadonlyMap<string, Properties>;
  /** CloudFront Functions by ARN. */
  readonly functions: ReadonlyMap<string, FunctionSource>;
  readonly originAccessControls: ReadonlyMap<string, Properties>;
  readonly keyGroups: ReadonlyMap<string, Properties>;
  /** By public key id, which is also the `Key-Pair-Id` of a signed URL. */
  readonly publicKeys: ReadonlyMap<string, Properties>;
  /** Of all these by physical id: an error names the logical one. */
  readonly logicalIds: ReadonlyMap<string, string>;
}

/** Where errors say that a resource is at fault, of which the template only gives the physical id. */
export function formatPlace({ logicalIds }: Pick<DistributionResources, 'logicalIds'>, id: string): string {
  return `${logicalIds.get(id) ?? id}.Properties`;
}

export interface CloudFrontOptions {
  readonly resources: DistributionResources;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Runs a version of a Lambda@Edge function. */
  readonly lambda: (versionArn: string, event: unknown) => Promise<LambdaOutcome>;
  /** Where an origin's domain name is served on this machine; null for a name that nothing serves (CloudFront answers 502). */
  readonly resolveOrigin: (domainName: string) => URL | null;
  /** Keys of the CloudFront service principal, for origins with access control. */
  readonly oacCredential: Credential;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** How long a viewer may take to send its headers. */
  readonly headersTimeoutMs?: number;
  /** Takes each line that a function prints or that the service has to say; `source` names the speaker. */
  readonly log: (source: string, line: string) => void;
}

export interface CloudFront extends LocalService {
  readonly port: number;
  /** Drops what the cache holds, as an invalidation of `/*` does. */
  invalidate(): void;
}
