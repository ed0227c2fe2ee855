/** The behaviours of the form without script. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { flatten, readDistribution, readHeaders, type TemplateBehaviour } from './read-distribution.ts';
import { readTemplate, type SynthesizedTemplate } from './read-template.ts';

// AWS's own policies, by the ids in the CloudFront Developer Guide.
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_AND_CLOUDFRONT_HEADERS = '33f36d7e-f396-46d9-90e0-52428a34d9dc';

let dev: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
});

function findBehaviour(path: string): TemplateBehaviour {
  const found = readDistribution(dev).CacheBehaviors.find(({ PathPattern }) => PathPattern === path);
  if (!found) throw new Error(`no behaviour for ${path}`);
  return found;
}

describe('/form', () => {
  it('forwards the body’s type and caches nothing', () => {
    expect(findBehaviour('/form')).toMatchObject({
      OriginRequestPolicyId: ALL_VIEWER_AND_CLOUDFRONT_HEADERS,
      CachePolicyId: CACHING_DISABLED,
    });
  });

  it('may show a form that goes to this site, and neither run nor frame anything', () => {
    expect(readHeaders(dev, findBehaviour('/form')).csp).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('sends it nowhere else, also where photos are sent to the bucket itself', () => {
    const template = readTemplate({ stage: 'dev', upload_via: 's3' });
    const direct = readDistribution(template).CacheBehaviors.find(({ PathPattern }) => PathPattern === '/form');
    expect(flatten(direct && readHeaders(template, direct).csp)).toContain("form-action 'self';");
  });
});

describe('/form/upload', () => {
  it('is /upload, but what S3 refuses passes a function that is shown no body', () => {
    const { PathPattern, LambdaFunctionAssociations, ResponseHeadersPolicyId, ...rest } = findBehaviour('/form/upload');
    expect(findBehaviour('/upload')).toMatchObject(rest);
    expect(LambdaFunctionAssociations).toEqual([
      {
        EventType: 'origin-response',
        LambdaFunctionARN: { Ref: expect.stringMatching(/^EdgeFormResponseCurrentVersion/) },
      },
    ]);
    expect(ResponseHeadersPolicyId).toEqual(findBehaviour('/form').ResponseHeadersPolicyId);
  });
});
