/** The template's one distribution and all that it refers to, as the local CloudFront takes it. */
import type { DistributionResources, Properties } from '../cloudfront/resources.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { TemplateError } from '../template/template-error.ts';
import { readObject, readText } from './read-property.ts';

export function toDistribution(resources: readonly ResolvedResource[], accountId: string): DistributionResources {
  const [distribution, second] = resources.filter(({ type }) => type === 'AWS::CloudFront::Distribution');
  if (!distribution) throw new TemplateError('Resources', 'have no distribution: there is nothing to serve');
  if (second) throw new TemplateError(second.logicalId, 'is a second distribution, and the local run serves one');
  const byRef = (type: string): ReadonlyMap<string, Properties> =>
    new Map(resources.filter((each) => each.type === type).map(({ ref, properties }) => [ref, properties]));
  const functions = resources.filter(({ type }) => type === 'AWS::CloudFront::Function');
  return {
    distributionId: distribution.ref,
    arn: `arn:aws:cloudfront::${accountId}:distribution/${distribution.ref}`,
    domainName: String(distribution.attributes.DomainName),
    config: readObject(distribution, 'DistributionConfig'),
    cachePolicies: byRef('AWS::CloudFront::CachePolicy'),
    originRequestPolicies: byRef('AWS::CloudFront::OriginRequestPolicy'),
    responseHeadersPolicies: byRef('AWS::CloudFront::ResponseHeadersPolicy'),
    originAccessControls: byRef('AWS::CloudFront::OriginAccessControl'),
    keyGroups: byRef('AWS::CloudFront::KeyGroup'),
    publicKeys: byRef('AWS::CloudFront::PublicKey'),
    functions: new Map(
      functions.map((each) => [
        each.ref,
        {
          name: readText(each, 'Name'),
          code: readText(each, 'FunctionCode'),
          runtime: String(readObject(each, 'FunctionConfig').Runtime),
        },
      ]),
    ),
  };
}
