import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { PolicyDocument } from '../../infra/local/aws/iam/policy-document.ts';
import { type DistributionConfig, flatten, readDistribution, readHeaders } from './read-distribution.ts';
import { findResource, listResources, readTemplate, type SynthesizedTemplate } from './read-template.ts';

let dev: SynthesizedTemplate;
let config: DistributionConfig;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
  config = readDistribution(dev);
});

describe('the site', () => {
  it('comes from its bucket by OAC, compressed, for as long as its Cache-Control says', () => {
    const { DefaultCacheBehavior: site } = config;
    const [id, policy] = findResource(dev, 'AWS::CloudFront::CachePolicy', 'DistributionHonorOrigin');
    expect(site).toMatchObject({ Compress: true, CachePolicyId: { Ref: id } });
    expect(policy.Properties.CachePolicyConfig).toMatchObject({
      DefaultTTL: 0,
      MinTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: true, EnableAcceptEncodingBrotli: true },
    });
    expect(config.Origins.find(({ Id }) => Id === site.TargetOriginId)).toHaveProperty('OriginAccessControlId');
  });

  it('takes every method, so that `pages` may refuse it in words, from a bucket that gives the distribution no more than reading', () => {
    expect([...config.DefaultCacheBehavior.AllowedMethods].sort()).toEqual([
      ...['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
    ]);
    const [, policy] = findResource(dev, 'AWS::S3::BucketPolicy', 'SiteBucketPolicy');
    const { Statement } = policy.Properties.PolicyDocument as PolicyDocument;
    const granted = [Statement].flat().filter(({ Effect }) => Effect === 'Allow');
    expect(granted.flatMap(({ Action }) => Action ?? []).sort()).toEqual(['s3:GetObject', 's3:ListBucket']);
  });

  it('may run its own scripts, talk to itself and the user pool, and nothing else', () => {
    const { csp } = readHeaders(dev, config.DefaultCacheBehavior);
    const directives = new Map(
      flatten(csp)
        .split('; ')
        .map((each) => [each.split(' ')[0], each]),
    );
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('script-src')).toBe("script-src 'self'");
    expect(directives.get('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(directives.get('form-action')).toBe("form-action 'self'");
    expect(directives.get('connect-src')).toBe(
      "connect-src 'self' https://cognito-idp.us-east-1.amazonaws.com https://edgeshot-dev-AWS::AccountId.auth.us-east-1.amazoncognito.com",
    );
  });

  it('lets photos out to the bucket only where they are sent there', () => {
    const template = readTemplate({ stage: 'dev', upload_via: 's3' });
    const direct = readHeaders(template, readDistribution(template).DefaultCacheBehavior);
    expect(flatten(direct.csp)).toMatch(/connect-src [^;]*UploadsBucket/);
    expect(flatten(readHeaders(dev, config.DefaultCacheBehavior).csp)).not.toContain('UploadsBucket');
  });

  it('lets them out to the accelerated name alone, where they enter AWS at an edge', () => {
    const template = readTemplate({ stage: 'dev', upload_via: 's3', transfer_acceleration: 'true' });
    const csp = flatten(readHeaders(template, readDistribution(template).DefaultCacheBehavior).csp);
    for (const directive of ['connect-src', 'form-action'])
      expect(csp).toMatch(
        new RegExp(`${directive} [^;]* https:[^; ]*UploadsBucket[^; ]*s3-accelerate\\.amazonaws\\.com(;| )`),
      );
    expect(csp).not.toContain('RegionalDomainName');
  });
});

describe('every response', () => {
  it('has HSTS of two years, nosniff, no referrer, and stands in no frame', () => {
    const policies = listResources(dev, 'AWS::CloudFront::ResponseHeadersPolicy');
    expect(policies).toHaveLength(5);
    for (const [, { Properties }] of policies)
      expect(Properties.ResponseHeadersPolicyConfig).toMatchObject({
        SecurityHeadersConfig: {
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
        },
      });
  });

  it('has one of them', () => {
    const ids = listResources(dev, 'AWS::CloudFront::ResponseHeadersPolicy').map(([id]) => id);
    for (const { ResponseHeadersPolicyId } of [...config.CacheBehaviors, config.DefaultCacheBehavior])
      expect(ids).toContain(ResponseHeadersPolicyId.Ref);
  });
});
