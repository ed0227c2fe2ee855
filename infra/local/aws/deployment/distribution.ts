/** The template's distributions, each with all that it may refer to, as the local CloudFront takes it. */
import type { FunctionSource } from '../cloudfront/function-program.ts';
import { readProperties } from '../cloudfront/read-properties.ts';
import type { DistributionResources, Properties } from '../cloudfront/resources.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { TemplateError } from '../template/template-error.ts';
import { readObject } from './read-property.ts';

/** @throws {TemplateError} when a distribution or function lacks what the template must say of it. */
export function listDistributions(
  resources: readonly ResolvedResource[],
  accountId: string,
): readonly DistributionResources[] {
  const shared = toSharedResources(resources);
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
function toSharedResources(resources: readonly ResolvedResource[]) {
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
    functions: new Map(functions.map((each) => [each.ref, toFunctionSource(each)])),
    logicalIds: new Map(resources.map(({ ref, logicalId }) => [ref, logicalId])),
  };
}

function toFunctionSource({ logicalId, properties }: ResolvedResource): FunctionSource {
  const reader = readProperties(properties, `${logicalId}.Properties`);
  const config = reader.child('FunctionConfig');
  const runtime = config.text('Runtime');
  config.withoutEffect({ Comment: 'a comment only' });
  config.finish();
  if (!reader.flag('AutoPublish', false)) throw new TemplateError(`${reader.path}.AutoPublish`, 'must be true');
  return { name: reader.text('Name'), place: logicalId, code: reader.text('FunctionCode'), runtime };
}
