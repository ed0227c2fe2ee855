import { describe, expect, it } from 'vitest';
import { send, startEdge, startOrigin } from './local-edge.ts';

async function fetchUnder(config: object, behaviour: object = {}) {
  const origin = await startOrigin((_seen, outgoing) =>
    outgoing
      .writeHead(200, { 'X-Frame-Options': 'origin', 'X-Own': 'origin', 'X-Gone': '1', Server: 'AmazonS3' })
      .end(),
  );
  const policy = { ResponseHeadersPolicyConfig: { Name: 'p', ...config } };
  const edge = await startEdge(origin, {
    behaviour: { ResponseHeadersPolicyId: 'p', ...behaviour },
    resources: { responseHeadersPolicies: new Map([['p', policy]]) },
  });
  return send(edge, '/');
}

describe('response headers policies', () => {
  it('set security headers in the documented form', async () => {
    const { headers } = await fetchUnder({
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: true },
        ReferrerPolicy: { ReferrerPolicy: 'same-origin', Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Preload: true, Override: true },
        XSSProtection: { Protection: true, ModeBlock: true, Override: true },
      },
    });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=60; includeSubDomains; preload',
      'x-xss-protection': '1; mode=block',
    });
  });

  it('yield to the origin where they do not override', async () => {
    const custom = (override: boolean) => ({ Items: [{ Header: 'X-Own', Value: 'policy', Override: override }] });
    expect((await fetchUnder({ CustomHeadersConfig: custom(false) })).headers['x-own']).toBe('origin');
    expect((await fetchUnder({ CustomHeadersConfig: custom(true) })).headers['x-own']).toBe('policy');
  });

  it('remove first and set then; without Server, CloudFront gives its own', async () => {
    const { headers } = await fetchUnder({
      RemoveHeadersConfig: { Items: [{ Header: 'x-gone' }, { Header: 'X-Own' }, { Header: 'server' }] },
      CustomHeadersConfig: { Items: [{ Header: 'X-Own', Value: 'policy', Override: false }] },
    });
    expect(headers).toMatchObject({ 'x-own': 'policy', server: 'CloudFront' });
    expect(headers).not.toHaveProperty('x-gone');
  });

  it('know the managed SecurityHeadersPolicy', async () => {
    const { headers } = await fetchUnder({}, { ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03' });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'origin' });
  });

  it.each([
    ['CORS', { CorsConfig: {} }, 'CorsConfig'],
    ['Server-Timing', { ServerTimingHeadersConfig: { Enabled: true } }, 'ServerTimingHeadersConfig'],
    ['the removal of Via', { RemoveHeadersConfig: { Items: [{ Header: 'Via' }] } }, 'Via cannot be removed'],
    [
      'a content security policy of 1,784 characters',
      { SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: 'a'.repeat(1784), Override: true } } },
      '1783',
    ],
  ])('refuse %s by name', async (_name, config, words) => {
    await expect(fetchUnder(config)).rejects.toThrow(words);
  });
});
