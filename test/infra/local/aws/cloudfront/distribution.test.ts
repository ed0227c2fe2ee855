import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../../../infra/local/aws/cloudfront/distribution.ts';
import { type EdgeSetup, LAMBDA_ARN, toResources } from './local-edge.ts';

const parse = (setup: EdgeSetup) => parseDistribution(toResources(setup));
const CUSTOM = { S3OriginConfig: undefined, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } };

describe('parseDistribution', () => {
  it('takes what changes nothing on one machine', () => {
    const config = {
      Comment: 'c',
      PriceClass: 'PriceClass_100',
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      ViewerCertificate: { CloudFrontDefaultCertificate: true },
      Restrictions: { GeoRestriction: { RestrictionType: 'none' } },
    };
    expect(parse({ config }).behaviours.map(({ name }) => name)).toEqual(['*']);
  });

  it.each([
    ['a property of the distribution', { config: { Staging: true } }, 'DistributionConfig.Staging'],
    [
      'a default root object whose request a function sees too',
      {
        config: { DefaultRootObject: 'index.html' },
        behaviour: { LambdaFunctionAssociations: [{ EventType: 'viewer-request', LambdaFunctionARN: LAMBDA_ARN }] },
      },
      'DistributionConfig.DefaultRootObject',
    ],
    [
      'a default root object of another behaviour than the root',
      { config: { DefaultRootObject: 'index.html' }, behaviours: [{ PathPattern: '*.html' }] },
      'DistributionConfig.DefaultRootObject',
    ],
    [
      'custom error responses',
      { config: { CustomErrorResponses: [{ ErrorCode: 404 }] } },
      'DistributionConfig.CustomErrorResponses',
    ],
    ['a web ACL', { config: { WebACLId: 'arn' } }, 'DistributionConfig.WebACLId'],
    [
      'a geographic restriction',
      { config: { Restrictions: { GeoRestriction: { RestrictionType: 'whitelist' } } } },
      'RestrictionType',
    ],
    ['an origin group', { config: { OriginGroups: { Quantity: 1 } } }, 'OriginGroups'],
    [
      'a property of a behaviour',
      { behaviours: [{ PathPattern: '/a', GrpcConfig: {} }] },
      'CacheBehaviors[0].GrpcConfig',
    ],
    ['legacy TTLs', { behaviour: { MinTTL: 0 } }, 'DefaultCacheBehavior.MinTTL'],
    [
      'a behaviour without a cache policy',
      { behaviour: { CachePolicyId: undefined } },
      'DefaultCacheBehavior.CachePolicyId',
    ],
    ['an unknown policy', { behaviour: { CachePolicyId: 'x' } }, 'DefaultCacheBehavior.CachePolicyId: x'],
    [
      'another set of methods',
      { behaviour: { AllowedMethods: ['GET', 'POST'] } },
      'DefaultCacheBehavior.AllowedMethods',
    ],
    ['an unknown origin', { behaviour: { TargetOriginId: 'x' } }, 'DefaultCacheBehavior.TargetOriginId'],
    ['trusted signers', { behaviour: { TrustedSigners: ['self'] } }, 'DefaultCacheBehavior.TrustedSigners'],
    [
      'a function that is not there',
      { behaviour: { FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'x' }] } },
      'FunctionARN: x',
    ],
    [
      'a function at an origin event',
      { behaviour: { FunctionAssociations: [{ EventType: 'origin-request', FunctionARN: 'x' }] } },
      'EventType',
    ],
    [
      'an unnumbered version',
      {
        behaviour: {
          LambdaFunctionAssociations: [{ EventType: 'origin-request', LambdaFunctionARN: 'arn:f:$LATEST' }],
        },
      },
      'numbered',
    ],
    ['a pattern of 256 characters', { behaviours: [{ PathPattern: 'a'.repeat(256) }] }, 'CacheBehaviors[0]'],
    ['a property of an origin', { origin: { OriginShield: { Enabled: true } } }, 'Origins[0].OriginShield'],
    ['an origin access identity', { origin: { S3OriginConfig: { OriginAccessIdentity: 'x' } } }, 'S3OriginConfig'],
    ['access control on a custom origin', { origin: { ...CUSTOM, OriginAccessControlId: 'x' } }, 'Origins[0]'],
    [
      'a forbidden custom header',
      { origin: { OriginCustomHeaders: [{ HeaderName: 'X-Amz-A', HeaderValue: 'b' }] } },
      'X-Amz-A',
    ],
    [
      'a custom header of 1,784 characters',
      { origin: { OriginCustomHeaders: [{ HeaderName: 'x-a', HeaderValue: 'b'.repeat(1784) }] } },
      'too long',
    ],
    ['an origin path with a slash at its end', { origin: { OriginPath: '/a/' } }, 'OriginPath'],
  ] as [string, EdgeSetup, string][])('names %s that it does not know', (_name, setup, words) => {
    expect(() => parse(setup)).toThrow(words);
  });

  it('takes a custom header of 1,783 characters and a pattern of 255', () => {
    const origin = { OriginCustomHeaders: [{ HeaderName: 'x-a', HeaderValue: 'b'.repeat(1783) }] };
    expect(parse({ origin, behaviours: [{ PathPattern: 'a'.repeat(255) }] }).behaviours).toHaveLength(2);
  });

  it('refuses CloudFront Functions and Lambda@Edge at the viewer’s events of one behaviour, as AWS does', () => {
    const functions = new Map([
      ['f', { name: 'f', code: 'function handler(e) { return e.request; }', runtime: 'cloudfront-js-2.0' }],
    ]);
    const at = (eventType: string) => ({
      behaviour: {
        FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'f' }],
        LambdaFunctionAssociations: [{ EventType: eventType, LambdaFunctionARN: LAMBDA_ARN }],
      },
      resources: { functions },
    });
    expect(() => parse(at('viewer-response'))).toThrow('cannot share');
    expect(parse(at('origin-request')).behaviours).toHaveLength(1);
  });

  it('refuses a cache policy that caches nothing and yet names something for the key', () => {
    const policy = (headers: string[]) => ({
      CachePolicyConfig: {
        Name: 'c',
        MinTTL: 0,
        DefaultTTL: 0,
        MaxTTL: 0,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: false,
          CookiesConfig: { CookieBehavior: 'none' },
          HeadersConfig: { HeaderBehavior: headers.length > 0 ? 'whitelist' : 'none', Headers: headers },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
    });
    const withPolicy = (headers: string[]) => ({
      behaviour: { CachePolicyId: 'c' },
      resources: { cachePolicies: new Map([['c', policy(headers)]]) },
    });
    expect(() => parse(withPolicy(['Authorization']))).toThrow('TTLs are all 0');
    expect(parse(withPolicy([])).behaviours).toHaveLength(1);
  });
});
