import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_CONFIG_LENGTH, parseEdgeConfig } from '../../edge/config.ts';
import { measureAtMost } from '../../infra/config/format-edge-config.ts';
import { OBJECT_METADATA } from '../../origin/records.ts';
import { findResource, listResources, readTemplate, type Template } from './read-template.ts';

interface Behaviour {
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

interface Origin {
  readonly Id: string;
  readonly DomainName: unknown;
  readonly OriginAccessControlId?: { readonly 'Fn::GetAtt': readonly string[] };
  readonly OriginCustomHeaders?: readonly { readonly HeaderName: string; readonly HeaderValue: unknown }[];
}

interface Config {
  readonly CacheBehaviors: readonly Behaviour[];
  readonly DefaultCacheBehavior: Behaviour;
  readonly Origins: readonly Origin[];
}

// AWS's own policies, by the ids in the CloudFront Developer Guide.
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_AND_CLOUDFRONT_HEADERS = '33f36d7e-f396-46d9-90e0-52428a34d9dc';
const API = ['/upload-url', '/photos', '/photos/*', '/jobs', '/audit'];
const IMAGES = ['/jobs/*', '/thumbs/*'];

let dev: Template;
let config: Config;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
  config = readConfig(dev);
});

describe('the distribution', () => {
  it('matches the API before the pictures, and the site last', () => {
    expect(config.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      ...API.slice(0, 3),
      '/jobs',
      '/audit',
      '/form',
      '/upload',
      ...IMAGES,
    ]);
  });

  it('has no root object, which would turn the upload into POST /index.html, and no error pages, which would mask the API', () => {
    expect(config).not.toHaveProperty('DefaultRootObject');
    expect(config).not.toHaveProperty('CustomErrorResponses');
  });

  it('speaks HTTP/3 and IPv6, in the cheapest price class', () => {
    expect(config).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true, PriceClass: 'PriceClass_100' });
  });

  it('takes nothing without TLS; pages alone redirect', () => {
    expect(config.CacheBehaviors.map((each) => each.ViewerProtocolPolicy)).toEqual(Array(9).fill('https-only'));
    expect(config.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
  });
});

describe.each(API)('%s', (path) => {
  it('forwards Authorization and caches nothing', () => {
    expect(findBehaviour(path)).toMatchObject({
      OriginRequestPolicyId: ALL_VIEWER_AND_CLOUDFRONT_HEADERS,
      CachePolicyId: CACHING_DISABLED,
    });
  });

  it('passes the gate before its function runs', () => {
    expect(nameOf(findBehaviour(path))).toBe('ViewerGate');
  });

  it('is answered by a numbered version, with the body where there is one', () => {
    const [association] = findBehaviour(path).LambdaFunctionAssociations ?? [];
    const name = { '/upload-url': 'EdgeUploadUrl', '/jobs': 'EdgeJobs' }[path] ?? 'EdgePhotos';
    expect(association).toMatchObject({
      EventType: 'origin-request',
      IncludeBody: path !== '/jobs' && path !== '/audit',
      LambdaFunctionARN: { Ref: expect.stringMatching(`^${name}CurrentVersion`) },
    });
  });

  it('has the origin that carries the configuration', () => {
    expect(findOrigin(path).OriginCustomHeaders).toMatchObject([{ HeaderName: 'x-shot-config' }]);
  });
});

describe('/form', () => {
  it('passes a function of its own and is answered by that of the tickets, with the body', () => {
    expect(nameOf(findBehaviour('/form'))).toBe('ViewerForm');
    expect(findBehaviour('/form').LambdaFunctionAssociations).toEqual(
      findBehaviour('/upload-url').LambdaFunctionAssociations,
    );
    expect(findOrigin('/form')).toEqual(findOrigin('/upload-url'));
  });

  it('forwards the body’s type and caches nothing', () => {
    expect(findBehaviour('/form')).toMatchObject({
      OriginRequestPolicyId: ALL_VIEWER_AND_CLOUDFRONT_HEADERS,
      CachePolicyId: CACHING_DISABLED,
    });
  });

  it('may show a form that goes to this site, and neither run nor frame anything', () => {
    expect(readHeaders(findBehaviour('/form')).csp).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('may send it to the bucket only where photos are sent there', () => {
    const context = { stage: 'dev', upload_via: 's3' };
    const direct = readConfig(readTemplate(context)).CacheBehaviors.find(({ PathPattern }) => PathPattern === '/form');
    expect(flatten(direct && readHeaders(direct, context).csp)).toMatch(/form-action 'self' https:[^;]*UploadsBucket/);
  });
});

describe('/upload', () => {
  it('forwards the form’s Content-Type and neither Authorization, cookies nor query', () => {
    const [id, policy] = findResource(dev, 'AWS::CloudFront::OriginRequestPolicy');
    expect(findBehaviour('/upload').OriginRequestPolicyId).toEqual({ Ref: id });
    expect(policy.Properties.OriginRequestPolicyConfig).toMatchObject({
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Content-Type'] },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    });
  });

  it('is not signed by OAC: S3 would see two ways of authentication', () => {
    const origin = findOrigin('/upload');
    expect(origin).not.toHaveProperty('OriginAccessControlId');
    expect(JSON.stringify(origin.DomainName)).toContain('UploadsBucket');
  });

  it('runs no Lambda: the bytes pass no server', () => {
    expect(findBehaviour('/upload')).not.toHaveProperty('LambdaFunctionAssociations');
    expect(nameOf(findBehaviour('/upload'))).toBe('ViewerUpload');
  });
});

describe.each(IMAGES)('%s', (path) => {
  it('wants the signature of the key group', () => {
    const [group] = findResource(dev, 'AWS::CloudFront::KeyGroup');
    expect(findBehaviour(path).TrustedKeyGroups).toEqual([{ Ref: group }]);
  });

  it('reads the uploads bucket by OAC', () => {
    const control = findOrigin(path).OriginAccessControlId?.['Fn::GetAtt'][0] ?? '';
    expect(dev.Resources[control]?.Properties.OriginAccessControlConfig).toMatchObject({
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
  });

  it('can only be read, and keeps nothing but the path and the bytes’ version in the cache’s key', () => {
    const behaviour = findBehaviour(path);
    expect(behaviour.AllowedMethods).toEqual(['GET', 'HEAD']);
    expect(behaviour).not.toHaveProperty('OriginRequestPolicyId');
    const [id, policy] = findResource(dev, 'AWS::CloudFront::CachePolicy', 'DistributionByPath');
    expect(behaviour.CachePolicyId).toEqual({ Ref: id });
    expect(policy.Properties.CachePolicyConfig).toMatchObject({
      ParametersInCacheKeyAndForwardedToOrigin: {
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['v'] },
      },
    });
  });

  it('is kept by the edge for an hour although it is private, and no longer, so that what is deleted goes', () => {
    const [, policy] = findResource(dev, 'AWS::CloudFront::CachePolicy', 'DistributionByPath');
    expect(policy.Properties.CachePolicyConfig).toMatchObject({ MinTTL: 3600, DefaultTTL: 3600, MaxTTL: 3600 });
  });

  it('tells nobody what its object says of who took it and where', () => {
    const removed = readHeaders(findBehaviour(path)).removed;
    for (const name of Object.values(OBJECT_METADATA)) expect(removed).toContain(`x-amz-meta-${name}`);
    expect(removed.length).toBeLessThanOrEqual(10);
  });

  it('opens as an inert document, on no other site', () => {
    const headers = readHeaders(findBehaviour(path));
    expect(headers.csp).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(headers.custom).toMatchObject({ 'Cross-Origin-Resource-Policy': 'same-origin' });
    // Set here it would stand on refusals too, and a phone would keep those.
    expect(headers.custom).not.toHaveProperty('Cache-Control');
  });
});

describe('the site', () => {
  it('comes from its bucket by OAC, compressed, for as long as its Cache-Control says', () => {
    const { DefaultCacheBehavior: site } = config;
    const [id, policy] = findResource(dev, 'AWS::CloudFront::CachePolicy', 'DistributionHonorOrigin');
    expect(site).toMatchObject({ Compress: true, CachePolicyId: { Ref: id }, AllowedMethods: ['GET', 'HEAD'] });
    expect(policy.Properties.CachePolicyConfig).toMatchObject({
      DefaultTTL: 0,
      MinTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: true, EnableAcceptEncodingBrotli: true },
    });
    expect(config.Origins.find(({ Id }) => Id === site.TargetOriginId)).toHaveProperty('OriginAccessControlId');
  });

  it('may run its own scripts, talk to itself and the user pool, and nothing else', () => {
    const { csp } = readHeaders(config.DefaultCacheBehavior);
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
    const direct = readHeaders(readConfig(readTemplate({ stage: 'dev', upload_via: 's3' })).DefaultCacheBehavior, {
      stage: 'dev',
      upload_via: 's3',
    });
    expect(flatten(direct.csp)).toMatch(/connect-src [^;]*UploadsBucket/);
    expect(flatten(readHeaders(config.DefaultCacheBehavior).csp)).not.toContain('UploadsBucket');
  });
});

describe('every answer', () => {
  it('has HSTS of two years, nosniff, no referrer, and stands in no frame', () => {
    const policies = listResources(dev, 'AWS::CloudFront::ResponseHeadersPolicy');
    expect(policies).toHaveLength(4);
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

describe('the configuration header', () => {
  it.each(['dev', 'prod', 'local'])(
    'of the deployment %s fits into 1,783 characters, whatever the names will be',
    (deployment) => {
      const header = readConfig(readTemplate({ stage: deployment })).Origins.flatMap(
        (origin) => origin.OriginCustomHeaders ?? [],
      )[0];
      expect(measureAtMost(header?.HeaderValue)).toBeLessThanOrEqual(MAX_CONFIG_LENGTH);
    },
  );

  it('is read by the edge itself once the references are known, and names no secret', () => {
    const header = config.Origins.flatMap((origin) => origin.OriginCustomHeaders ?? [])[0];
    expect(parseEdgeConfig(flatten(header?.HeaderValue))).toMatchObject({
      stage: 'dev',
      region: 'us-east-1',
      secret_id: 'edgeshot/dev/edge-keys',
      token: { audience: null, algorithms: ['RS256'], roles_claim: 'cognito:groups' },
    });
  });

  it('is refused at synthesis when it cannot fit', () => {
    const jwks_uri = `https://issuer.example/${'x'.repeat(MAX_CONFIG_LENGTH)}`;
    expect(() => readTemplate({ stage: 'dev', issuer: 'https://issuer.example', client_id: 'c', jwks_uri })).toThrow(
      RangeError,
    );
  });
});

describe('functions at the edge', () => {
  it('keep to what Lambda@Edge takes: no environment, no layers, no arm64, no VPC', () => {
    const functions = listResources(dev, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Edge'));
    expect(functions).toHaveLength(3);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['x86_64'], MemorySize: 1769 });
      for (const name of ['Environment', 'Layers', 'VpcConfig', 'DeadLetterConfig', 'TracingConfig', 'KmsKeyArn'])
        expect(Properties).not.toHaveProperty(name);
      expect(Number(Properties.Timeout)).toBeLessThanOrEqual(30);
    }
  });

  it('run on cloudfront-js-2.0 where they are CloudFront Functions', () => {
    const functions = listResources(dev, 'AWS::CloudFront::Function');
    expect(functions.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'ViewerForm',
      'ViewerGate',
      'ViewerImage',
      'ViewerPages',
      'ViewerUpload',
    ]);
    for (const [, { Properties }] of functions)
      expect(Properties).toMatchObject({ AutoPublish: true, FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
  });
});

function readConfig(template: Template): Config {
  return findResource(template, 'AWS::CloudFront::Distribution')[1].Properties.DistributionConfig as Config;
}

function findBehaviour(path: string): Behaviour {
  const found = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === path);
  if (!found) throw new Error(`no behaviour ${path}`);
  return found;
}

function findOrigin(path: string): Origin {
  const found = config.Origins.find(({ Id }) => Id === findBehaviour(path).TargetOriginId);
  if (!found) throw new Error(`no origin of ${path}`);
  return found;
}

function nameOf({ FunctionAssociations }: Behaviour): string | undefined {
  return /Viewer[A-Z][a-z]+/.exec(JSON.stringify(FunctionAssociations))?.[0];
}

function readHeaders({ ResponseHeadersPolicyId }: Behaviour, context?: { stage: string; upload_via: string }) {
  const template = context ? readTemplate(context) : dev;
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
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if ('Fn::Join' in value) return (value['Fn::Join'] as [string, unknown[]])[1].map(flatten).join('');
  if ('Fn::GetAtt' in value) return (value['Fn::GetAtt'] as string[]).join('.');
  return Object.values(value).map(flatten).join('');
}
