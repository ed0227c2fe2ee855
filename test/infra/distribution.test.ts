import { beforeAll, describe, expect, it, vi } from 'vitest';
import { JOBS_ROUTES } from '../../edge/jobs.ts';
import { LINKS_ROUTES } from '../../edge/links.ts';
import { PHOTOS_ROUTES } from '../../edge/photos.ts';
import { UPLOAD_URL_ROUTES } from '../../edge/upload-url.ts';
import { OBJECT_METADATA } from '../../origin/records.ts';
import {
  type DistributionConfig,
  readDistribution,
  readHeaders,
  type TemplateBehaviour,
  type TemplateOrigin,
} from './read-distribution.ts';
import { findResource, readTemplate, type SynthesizedTemplate } from './read-template.ts';

// AWS's own policies, by the ids in the CloudFront Developer Guide.
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_AND_CLOUDFRONT_HEADERS = '33f36d7e-f396-46d9-90e0-52428a34d9dc';
/** By path: the function, and whether it gets the body. */
const API_FUNCTIONS: Readonly<Record<string, readonly [name: string, hasBody: boolean]>> = {
  '/upload-url': ['EdgeUploadUrl', true],
  '/photos': ['EdgePhotos', true],
  '/photos/*': ['EdgePhotos', true],
  '/jobs': ['EdgeJobs', true],
  '/jobs/': ['EdgeJobs', false],
  '/audit': ['EdgePhotos', false],
  '/people': ['EdgeJobs', false],
  '/links': ['EdgeLinks', true],
};
const API = Object.keys(API_FUNCTIONS);
const IMAGES = ['/jobs/*.pdf', '/jobs/*', '/thumbs/*'];

let dev: SynthesizedTemplate;
let config: DistributionConfig;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
  config = readDistribution(dev);
});

describe('the distribution', () => {
  it('matches the API before the images, and the site last', () => {
    expect(config.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      ...API,
      '/form',
      '/links/open',
      '/upload',
      '/form/upload',
      ...IMAGES,
    ]);
  });

  it('has no root object, which would turn the upload into POST /index.html, and no error pages, which would mask the API', () => {
    expect(config).not.toHaveProperty('DefaultRootObject');
    expect(JSON.stringify(config)).not.toContain('ResponsePagePath');
    expect(JSON.stringify(config)).not.toContain('ResponseCode');
  });

  it('speaks HTTP/3 and IPv6, in the cheapest price class', () => {
    expect(config).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true, PriceClass: 'PriceClass_100' });
  });

  it('takes nothing without TLS; pages alone redirect', () => {
    expect(config.CacheBehaviors.map((each) => each.ViewerProtocolPolicy)).toEqual(
      Array(API.length + 4 + IMAGES.length).fill('https-only'),
    );
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
    const [name, IncludeBody] = API_FUNCTIONS[path] ?? [];
    expect(association).toMatchObject({
      EventType: 'origin-request',
      IncludeBody,
      LambdaFunctionARN: { Ref: expect.stringMatching(`^${name}CurrentVersion`) },
    });
  });

  it('has the origin that carries the configuration', () => {
    expect(findOrigin(path).OriginCustomHeaders).toMatchObject([{ HeaderName: 'x-shot-config' }]);
  });
});

describe('each route', () => {
  const routes = [
    ...UPLOAD_URL_ROUTES.map(({ path }) => [path, 'EdgeUploadUrl']),
    ...PHOTOS_ROUTES.map(({ path }) => [path, 'EdgePhotos']),
    ...JOBS_ROUTES.map(({ path }) => [path, 'EdgeJobs']),
    ...LINKS_ROUTES.map(({ path }) => [path, 'EdgeLinks']),
  ] as const;

  it.each(routes)('%s reaches %s by the first behaviour that matches it', (path, name) => {
    const [association] = matchFirst(path.replace(/\{\w+\}/g, 'p-1')).LambdaFunctionAssociations ?? [];
    expect(association).toMatchObject({ LambdaFunctionARN: { Ref: expect.stringMatching(`^${name}CurrentVersion`) } });
  });

  it('has an image’s behaviour, and no function, where a path under /jobs is not named before the images', () => {
    expect(matchFirst('/jobs/count')).toBe(findBehaviour('/jobs/*'));
  });
});

describe.each([
  ['/form', 'ViewerForm', '/upload-url'],
  ['/links/open', 'ViewerLink', '/links'],
])('%s', (path, name, other) => {
  it(`passes ${name}, for nobody has a token there, and is answered as ${other} is, with the body`, () => {
    expect(nameOf(findBehaviour(path))).toBe(name);
    expect(findBehaviour(path).LambdaFunctionAssociations).toEqual(findBehaviour(other).LambdaFunctionAssociations);
    expect(findOrigin(path)).toEqual(findOrigin(other));
    expect(findBehaviour(path).CachePolicyId).toBe(CACHING_DISABLED);
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
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    });
  });

  it('is kept by the edge for an hour although it is private, and no longer, so that what is deleted goes', () => {
    const [, policy] = findResource(dev, 'AWS::CloudFront::CachePolicy', 'DistributionByPath');
    expect(policy.Properties.CachePolicyConfig).toMatchObject({ MinTTL: 3600, DefaultTTL: 3600, MaxTTL: 3600 });
  });

  it('tells nobody what its object says of who took it and where', () => {
    const removed = readHeaders(dev, findBehaviour(path)).removed;
    for (const name of Object.values(OBJECT_METADATA)) expect(removed).toContain(`x-amz-meta-${name}`);
    expect(removed.length).toBeLessThanOrEqual(10);
  });

  it('opens as an inert document, on no other site', () => {
    const headers = readHeaders(dev, findBehaviour(path));
    expect(headers.csp).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(headers.custom).toMatchObject({
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Disposition': path.endsWith('.pdf') ? 'attachment' : 'inline',
    });
    // Set here it would stand on refusals too, and a phone would keep those.
    expect(headers.custom).not.toHaveProperty('Cache-Control');
  });
});

function findBehaviour(path: string): TemplateBehaviour {
  const found = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === path);
  if (!found) throw new Error(`no behaviour ${path}`);
  return found;
}

/** As CloudFront does: in the order of the behaviours, `*` for any characters, else the default. */
function matchFirst(path: string): TemplateBehaviour {
  return (
    config.CacheBehaviors.find(({ PathPattern }) => matchesGlob(path, PathPattern ?? '')) ?? config.DefaultCacheBehavior
  );
}

function matchesGlob(path: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!path.startsWith(first)) return false;
  return rest.length === 0 ? path === first : path.endsWith(rest.join('*'));
}

function findOrigin(path: string): TemplateOrigin {
  const found = config.Origins.find(({ Id }) => Id === findBehaviour(path).TargetOriginId);
  if (!found) throw new Error(`no origin of ${path}`);
  return found;
}

function nameOf({ FunctionAssociations }: TemplateBehaviour): string | undefined {
  return /Viewer[A-Z][a-z]+/.exec(JSON.stringify(FunctionAssociations))?.[0];
}
