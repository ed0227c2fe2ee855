/** Reads the one distribution of a synthesized template: its behaviours, origins and response headers. */
import { findResource, type SynthesizedTemplate } from './read-template.ts';

export interface TemplateBehaviour {
  readonly PathPattern?: string;
  readonly AllowedMethods: readonly string[];
  readonly CachePolicyId: unknown;
  readonly OriginRequestPolicyId?: unknown;
  readonly ResponseHeadersPolicyId: { readonly Ref: string };
  readonly TargetOriginId: string;
  readonly TrustedKeyGroups?: readonly { readonly Ref: string }[];
  readonly ViewerProtocolPolicy: string;
  readonly FunctionAssociations: readonly unknown[];
  readonly LambdaFunctionAssociations?: readonly unknown[];
}

export interface TemplateOrigin {
  readonly Id: string;
  readonly DomainName: unknown;
  readonly OriginAccessControlId?: { readonly 'Fn::GetAtt': readonly string[] };
  readonly OriginCustomHeaders?: readonly { readonly HeaderName: string; readonly HeaderValue: unknown }[];
}

export interface DistributionConfig {
  readonly CacheBehaviors: readonly TemplateBehaviour[];
  readonly DefaultCacheBehavior: TemplateBehaviour;
  readonly Origins: readonly TemplateOrigin[];
}

export function readDistribution(template: SynthesizedTemplate): DistributionConfig {
  return findResource(template, 'AWS::CloudFront::Distribution')[1].Properties.DistributionConfig as DistributionConfig;
}

/** The security headers that a behaviour sets, those that it removes, and its own. */
export function readHeaders(template: SynthesizedTemplate, { ResponseHeadersPolicyId }: TemplateBehaviour) {
  const policy = template.Resources[ResponseHeadersPolicyId.Ref]?.Properties.ResponseHeadersPolicyConfig as {
    readonly SecurityHeadersConfig: { readonly ContentSecurityPolicy: { readonly ContentSecurityPolicy: unknown } };
    readonly RemoveHeadersConfig?: { readonly Items: readonly { readonly Header: string }[] };
    readonly CustomHeadersConfig: { readonly Items: readonly { readonly Header: string; readonly Value: string }[] };
  };
  return {
    csp: policy.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy,
    removed: (policy.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header),
    custom: Object.fromEntries(policy.CustomHeadersConfig.Items.map(({ Header, Value }) => [Header, Value])),
  };
}

/** Writes a value as text: references as their names. */
export function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if ('Fn::Join' in value) return (value['Fn::Join'] as [string, unknown[]])[1].map(flatten).join('');
  if ('Fn::GetAtt' in value) return (value['Fn::GetAtt'] as string[]).join('.');
  return Object.values(value).map(flatten).join('');
}
