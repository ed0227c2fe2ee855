/** The template's distributions, each with all that it may refer to, as the local CloudFront takes it. */
import type { FunctionSource, FunctionStore } from '../cloudfront/function-program.ts';
import { type PropertyReader, readProperties } from '../cloudfront/read-properties.ts';
import type { DistributionResources, Properties } from '../cloudfront/resources.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { TemplateError } from '../template/template-error.ts';
import { readObject } from './read-property.ts';

export interface DistributionPlace {
  readonly accountId: string;
  /** The key-value stores by ARN. */
  readonly stores: ReadonlyMap<string, FunctionStore>;
}

/** @throws {TemplateError} when a distribution or function lacks what the template must say of it. */
export function listDistributions(
  resources: readonly ResolvedResource[],
  { accountId, stores }: DistributionPlace,
): readonly DistributionResources[] {
  const shared = toSharedResources(resources, stores);
  return resources
    .filter(({ type }) => type === 'AWS::CloudFront::Distribution')
    .map((distribution) => ({
      logicalId: distribution.logicalId,
      distributionId: distribution.ref,
      arn: `arn:aws:cloudfront::${accountId}:distribution/${distribution.ref}`,
      domainName: String(distribution.attributes.DomainName),
      config: readObject(distribution, 'DistributionConfig'),
      ...shared,
    }));
}

/** What any distribution of the template may name. */
function toSharedResources(resources: readonly ResolvedResource[], stores: DistributionPlace['stores']) {
  const byRef = (type: string): ReadonlyMap<string, Properties> =>
    new Map(resources.filter((each) => each.type === type).map(({ ref, properties }) => [ref, properties]));
  const functions = resources.filter(({ type }) => type === 'AWS::CloudFront::Function');
  return {
    cachePolicies: byRef('AWS::CloudFront::CachePolicy'),
    originRequestPolicies: byRef('AWS::CloudFront::OriginRequestPolicy'),
    responseHeadersPolicies: byRef('AWS::CloudFront::ResponseHeadersPolicy'),
    originAccessControls: byRef('AWS::CloudFront::OriginAccessControl'),
    keyGroups: byRef('AWS::CloudFront::KeyGroup'),
    publicKeys: byRef('AWS::CloudFront::PublicKey'),
    functions: new Map(functions.map((each) => [each.ref, toFunctionSource(each, stores)])),
    logicalIds: new Map(resources.map(({ ref, logicalId }) => [ref, logicalId])),
  };
}

function toFunctionSource(
  { logicalId, properties }: ResolvedResource,
  stores: DistributionPlace['stores'],
): FunctionSource {
  const reader = readProperties(properties, `${logicalId}.Properties`);
  const config = reader.child('FunctionConfig');
  const runtime = config.text('Runtime');
  config.withoutEffect({ Comment: 'a comment only' });
  const store = findStore(config, stores);
  config.finish();
  if (!reader.flag('AutoPublish', false)) throw new TemplateError(`${reader.path}.AutoPublish`, 'must be true');
  const name = reader.text('Name');
  const code = reader.text('FunctionCode');
  return { name, place: logicalId, code, runtime, ...(store === null ? {} : { store }) };
}

/** Quota: one key-value store a function. */
function findStore(config: PropertyReader, stores: DistributionPlace['stores']): FunctionStore | null {
  const place = `${config.path}.KeyValueStoreAssociations`;
  const [first, ...more] = config.children('KeyValueStoreAssociations');
  if (more.length > 0) throw new TemplateError(place, 'a function takes one key value store');
  if (!first) return null;
  const arn = first.text('KeyValueStoreARN');
  first.finish();
  const store = stores.get(arn);
  if (!store) throw new TemplateError(`${first.path}.KeyValueStoreARN`, `${arn} is not in the template`);
  return store;
}
