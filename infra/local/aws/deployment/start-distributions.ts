/** Starts CloudFront: one server for each distribution of the template. */
import { createCloudFront } from '../cloudfront/cloudfront.ts';
import type { FunctionStore } from '../cloudfront/function-program.ts';
import type { CloudFront } from '../cloudfront/resources.ts';
import { issueTemporaryCredential } from '../iam/credentials.ts';
import type { LambdaService } from '../lambda/lambda-service.ts';
import type { RunContext } from '../run-context.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { listDistributions } from './distribution.ts';
import { parseFunctionName } from './functions.ts';

export interface DistributionsOptions extends RunContext {
  readonly lambda: LambdaService;
  /** Where the buckets are. */
  readonly s3: string;
  /** Key-value stores by ARN. */
  readonly keyValueStores: ReadonlyMap<string, FunctionStore>;
  /** Where the domain names of custom origins are served, by name. */
  readonly origins: Readonly<Record<string, string>>;
  /** By logical id. */
  readonly ports: Readonly<Record<string, number>>;
}

export interface StartedDistribution {
  readonly logicalId: string;
  readonly cloudfront: CloudFront;
}

/** @throws {TemplateError} when a distribution asks for what is not done here. */
export async function startDistributions(options: DistributionsOptions): Promise<readonly StartedDistribution[]> {
  const { assembly, account, credentials, lambda, ports, log, opened } = options;
  const started: StartedDistribution[] = [];
  const place = { accountId: account.id, stores: options.keyValueStores };
  for (const resources of listDistributions(assembly.resources, place)) {
    const { logicalId, arn: sourceArn } = resources;
    const service = { kind: 'service', name: 'cloudfront.amazonaws.com', sourceArn, policies: [] } as const;
    const oacCredential = issueTemporaryCredential(service);
    credentials.add(oacCredential);
    const cloudfront = await createCloudFront({
      resources,
      host: '127.0.0.1',
      port: ports[logicalId] ?? 0,
      lambda: (versionArn, event) => lambda.invoke(parseFunctionName(versionArn), event),
      resolveOrigin: createOriginResolver(assembly.resources, options),
      oacCredential,
      log,
    });
    opened.defer(() => cloudfront.close());
    started.push({ logicalId, cloudfront });
  }
  return started;
}

function createOriginResolver(
  resources: readonly ResolvedResource[],
  { s3, origins }: Pick<DistributionsOptions, 's3' | 'origins'>,
): (domainName: string) => URL | null {
  const bucketNames = resources
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .flatMap(({ attributes }) => [attributes.RegionalDomainName, attributes.DomainName]);
  return (domainName) => {
    const url = bucketNames.includes(domainName) ? s3 : origins[domainName];
    return url === undefined ? null : new URL(url);
  };
}
